//! Walk: from XML to traces, events and their attributes.
//!
//! Only what an event log says is told to the [`Visitor`]: attributes directly
//! on a trace or an event. Attributes of the log, attributes on attributes,
//! extensions, globals and classifiers are stepped over.

use super::meter::{Fault, Meter};
use crate::{Flow, Trouble};
use quick_xml::errors::{IllFormedError, SyntaxError};
use quick_xml::escape::EscapeError;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Error, Reader, XmlVersion};
use std::borrow::Cow;
use std::io::{self, BufRead};

/// Nobody nests event logs deeper; every level costs memory.
const DEEPEST: usize = 64;

/// The longest name of an element that is believed, in bytes.
const LONGEST_NAME: usize = 1 << 10;

/// Whom the walk tells what it meets, in the order of the file.
pub(super) trait Visitor {
    fn trace_begins(&mut self);
    fn event_begins(&mut self, line: u64);
    /// An attribute of the trace or, between the begin and the end of one, of
    /// the event.
    fn attribute(&mut self, attribute: Attribute<'_>) -> Result<(), Trouble>;
    /// A list or container attribute, which has no text of its own.
    fn passed_over(&mut self, key: &str, line: u64);
    /// `consumed`: the bytes of the log read so far.
    fn event_ends(&mut self, consumed: u64) -> Flow;
    fn trace_ends(&mut self) -> Flow;
}

/// `<string key="concept:name" value="decide"/>`.
pub(super) struct Attribute<'a> {
    pub(super) kind: Kind,
    pub(super) key: &'a str,
    pub(super) value: &'a str,
    pub(super) line: Line<'a>,
}

/// A line that is only counted if somebody wants to know it.
pub(super) struct Line<'a>(&'a mut Meter);

impl Line<'_> {
    pub(super) fn number(self) -> u64 {
        self.0.line()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Float,
    Boolean,
}

/// Why the walk could not be finished, and on which line.
pub(super) struct Stop {
    pub(super) line: u64,
    pub(super) cause: Cause,
}

pub(super) enum Cause {
    Trouble(Trouble),
    Io(io::Error),
}

/// Where in the log the walk is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Before,
    Log,
    Trace,
    /// In an event; those of a trace go back to the trace, others to the log.
    Event {
        in_trace: bool,
    },
    After,
}

struct Walk<'v> {
    reader: Reader<Meter>,
    visitor: &'v mut dyn Visitor,
    place: Place,
    /// How many elements are open that are stepped over.
    skipping: usize,
}

/// Walks through a log; no attribute may take more than `limit` bytes.
pub(super) fn walk(
    bytes: Box<dyn BufRead>,
    limit: usize,
    visitor: &mut dyn Visitor,
) -> Result<(), Stop> {
    let mut walk = Walk {
        reader: Reader::from_reader(Meter::new(bytes, limit)),
        visitor,
        place: Place::Before,
        skipping: 0,
    };
    walk.run().map_err(|trouble| walk.stop(trouble, limit))
}

/// What ends a walk early, before it has a line.
enum Halt {
    Xml(Error),
    Trouble(Trouble),
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Self::Xml(error)
    }
}

impl From<Trouble> for Halt {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

fn damaged(what: impl Into<String>) -> Halt {
    Halt::Trouble(Trouble::Damaged(what.into()))
}

impl Walk<'_> {
    fn run(&mut self) -> Result<(), Halt> {
        let mut buffer = Vec::with_capacity(1 << 10);
        loop {
            buffer.clear();
            self.reader.get_mut().set_mark();
            let flow = match self.reader.read_event_into(&mut buffer)? {
                Event::Empty(tag) => match self.open(&tag)? {
                    Flow::Continue(()) => self.close(),
                    stop => stop,
                },
                Event::Start(tag) => self.open(&tag)?,
                Event::End(_) => self.close(),
                Event::DocType(_) => return Err(Trouble::HasDtd.into()),
                Event::GeneralRef(reference) => {
                    let known = reference.resolve_char_ref()?.is_some()
                        || quick_xml::escape::resolve_predefined_entity(&reference).is_some();
                    if !known {
                        return Err(damaged(format!("`&{};` stands for nothing", &*reference)));
                    }
                    Flow::Continue(())
                }
                Event::Eof => return self.end_of_file(),
                Event::Text(_)
                | Event::CData(_)
                | Event::Comment(_)
                | Event::Decl(_)
                | Event::PI(_) => Flow::Continue(()),
            };
            if flow.is_break() {
                return Ok(());
            }
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>) -> Result<Flow, Halt> {
        let name = tag.local_name();
        let name = name.as_ref();
        if self.skipping > 0 {
            self.skipping += 1;
            if self.skipping > DEEPEST {
                return Err(damaged(format!(
                    "elements are nested more than {DEEPEST} deep"
                )));
            }
        } else {
            match (self.place, name) {
                (Place::Before, "log") => self.place = Place::Log,
                (Place::Before, _) => {
                    let what = "an XML file that is no XES log".to_owned();
                    return Err(Trouble::NotAnExport(what).into());
                }
                (Place::After, _) => return Err(damaged("something follows behind </log>")),
                (Place::Log, "trace") => {
                    self.place = Place::Trace;
                    self.visitor.trace_begins();
                }
                (Place::Log | Place::Trace, "event") => {
                    let in_trace = self.place == Place::Trace;
                    self.place = Place::Event { in_trace };
                    self.visitor.event_begins(self.reader.get_mut().line());
                }
                (Place::Log, _) => self.skipping = 1,
                (Place::Trace | Place::Event { .. }, _) => {
                    self.attribute(name, tag)?;
                    self.skipping = 1;
                }
            }
        }
        if name.len() > LONGEST_NAME {
            return Err(damaged("an element has a name longer than anybody writes"));
        }
        Ok(Flow::Continue(()))
    }

    fn close(&mut self) -> Flow {
        if self.skipping > 0 {
            self.skipping -= 1;
            return Flow::Continue(());
        }
        match self.place {
            Place::Event { in_trace } => {
                self.place = if in_trace { Place::Trace } else { Place::Log };
                self.visitor.event_ends(self.reader.get_ref().consumed())
            }
            Place::Trace => {
                self.place = Place::Log;
                self.visitor.trace_ends()
            }
            Place::Log | Place::Before | Place::After => {
                self.place = Place::After;
                Flow::Continue(())
            }
        }
    }

    fn attribute(&mut self, element: &str, tag: &BytesStart<'_>) -> Result<(), Halt> {
        let kind = match element {
            "string" | "date" | "int" | "id" => Some(Kind::Text),
            "float" => Some(Kind::Float),
            "boolean" => Some(Kind::Boolean),
            "list" | "container" => None,
            _ => return Ok(()),
        };
        let (key, value) = match key_and_value(tag.attributes_raw()) {
            Some((key, value)) => (Some(Cow::Borrowed(key)), Some(Cow::Borrowed(value))),
            None => any_key_and_value(tag)?,
        };
        let key = key.ok_or_else(|| damaged(format!("<{element}> has no key")))?;
        match (kind, value) {
            (Some(kind), Some(value)) => {
                let attribute = Attribute {
                    kind,
                    key: &key,
                    value: &value,
                    line: Line(self.reader.get_mut()),
                };
                self.visitor.attribute(attribute)?;
            }
            (None, _) => self.visitor.passed_over(&key, self.reader.get_mut().line()),
            // Some writers leave the value out where there is none.
            (Some(_), None) => {}
        }
        Ok(())
    }

    fn end_of_file(&self) -> Result<(), Halt> {
        match self.place {
            Place::After => Ok(()),
            Place::Before => Err(Trouble::NotAnExport("XML without any element".into()).into()),
            Place::Log => Err(damaged("the file ends before </log>")),
            Place::Trace => Err(damaged("the file ends in the middle of a trace")),
            Place::Event { .. } => Err(damaged("the file ends in the middle of an event")),
        }
    }

    fn stop(&mut self, halt: Halt, limit: usize) -> Stop {
        let meter = self.reader.get_mut();
        let line = meter.line();
        let cause = match (meter.take_fault(), halt) {
            (Some(Fault::Io(error)), _) => Cause::Io(error),
            (Some(Fault::TooLong), _) => Cause::Trouble(Trouble::FieldTooLong { limit }),
            (Some(Fault::Encoding(what)), _) => Cause::Trouble(Trouble::Damaged(what)),
            (None, Halt::Trouble(trouble)) => Cause::Trouble(trouble),
            (None, Halt::Xml(error)) => Cause::Trouble(in_words(error)),
        };
        Stop { line, cause }
    }
}

/// ` key="amount" value="20"` as nearly every log has it: in this order, with
/// nothing in it that stands for something else.
fn key_and_value(attributes: &str) -> Option<(&str, &str)> {
    let (key, rest) = attributes
        .trim_ascii_start()
        .strip_prefix("key=\"")?
        .split_once('"')?;
    let (value, rest) = rest
        .strip_prefix(' ')?
        .strip_prefix("value=\"")?
        .split_once('"')?;
    let is_plain = |text: &str| {
        !text
            .bytes()
            .any(|byte| matches!(byte, b'&' | b'\t' | b'\n' | b'\r' | b'<'))
    };
    (rest.trim_ascii().is_empty() && is_plain(key) && is_plain(value)).then_some((key, value))
}

type Texts<'t> = (Option<Cow<'t, str>>, Option<Cow<'t, str>>);

/// The same for attributes in any order and dress.
fn any_key_and_value<'t>(tag: &'t BytesStart<'_>) -> Result<Texts<'t>, Error> {
    let (mut key, mut value) = (None, None);
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute?;
        let text = match attribute.key.as_ref() {
            "key" => &mut key,
            "value" => &mut value,
            _ => continue,
        };
        *text = Some(attribute.normalized_value(XmlVersion::Implicit1_0)?);
    }
    Ok((key, value))
}

fn in_words(error: Error) -> Trouble {
    let what = match error {
        // No end of it, no name in it: it is a document type all the same.
        Error::Syntax(SyntaxError::UnclosedDoctype)
        | Error::IllFormed(IllFormedError::MissingDoctypeName) => return Trouble::HasDtd,
        Error::Escape(EscapeError::UnrecognizedEntity(_, name)) => {
            format!("`&{name};` stands for nothing")
        }
        Error::Escape(EscapeError::UnterminatedEntity(_)) => {
            "a `&` stands alone; as a character it is written `&amp;`".to_owned()
        }
        Error::Encoding(_) => "it holds bytes that are no utf-8".to_owned(),
        error => error.to_string(),
    };
    Trouble::Damaged(what)
}
