//! Build: from the events of the YAML parser to the tree, within bounds.

use super::{DEEPEST, Key, Kind, LONGEST, MOST_PARTS, Node, Scalar, slips};
use crate::process::place::Place;
use crate::process::read::codes;
use crate::process::read::findings::{Findings, quoted};
use granit_parser::{Event, Parser, ScalarStyle, ScanError, Span};
use std::collections::BTreeMap;

/// Most bytes of text, once aliases are written out.
const MOST_BYTES: usize = 4 * LONGEST;

/// One pass over the events.
pub(super) struct Builder<'a> {
    text: &'a str,
    findings: &'a mut Findings,
    /// The lists and maps that are open, the outermost first.
    open: Vec<Open>,
    anchors: BTreeMap<usize, Anchored>,
    size: Size,
    root: Option<Node>,
}

/// A list or map that isn't closed yet.
struct Open {
    place: Place,
    anchor: usize,
    /// The size of everything before it.
    before: Size,
    /// How deep it is below itself.
    height: usize,
    so_far: SoFar,
}

enum SoFar {
    List(Vec<Node>),
    Map {
        entries: Vec<(Key, Node)>,
        seen: BTreeMap<String, Place>,
        key: Pending,
    },
}

/// The key whose value comes next.
enum Pending {
    /// A key comes next.
    None,
    /// The value of this key comes next.
    Key(Key),
    /// The value that comes next is left out: its key was refused.
    Refused,
}

/// A part that can be meant again.
struct Anchored {
    node: Node,
    size: Size,
    height: usize,
}

#[derive(Debug, Clone, Copy, Default)]
struct Size {
    parts: usize,
    bytes: usize,
}

/// Reading has to stop here; why was said.
struct Stop;

impl<'a> Builder<'a> {
    pub(super) fn new(text: &'a str, findings: &'a mut Findings) -> Self {
        Self {
            // Some editors write it, and nobody sees it.
            text: text.strip_prefix('\u{feff}').unwrap_or(text),
            findings,
            open: Vec::new(),
            anchors: BTreeMap::new(),
            size: Size::default(),
            root: None,
        }
    }

    pub(super) fn read(mut self) -> Option<Node> {
        if self.text.len() > LONGEST {
            self.findings.error(
                start(),
                codes::DOCUMENT_TOO_LONG,
                format!(
                    "the document is {} bytes long; at most {LONGEST} are read",
                    self.text.len()
                ),
                "Is it the right file? A process that people can agree on takes a few pages.",
            );
            return None;
        }
        let mut options = granit_parser::options! {
            emit_unresolved_aliases: true,
            disallow_directives: true,
            // One more than is allowed, so that our own message says it.
            flow_nesting_limit: DEEPEST + 1,
            block_nesting_limit: DEEPEST + 1,
        };
        options.set_emit_comments(false);
        for event in Parser::new_from_str_with_options(self.text, options) {
            let step = match event {
                Ok((event, span)) => self.event(event, span),
                Err(error) => {
                    self.refuse(&error);
                    Err(Stop)
                }
            };
            if step.is_err() {
                return None;
            }
        }
        match self.root {
            Some(root) if !root.is_nothing() => Some(root),
            _ => {
                self.findings.error(
                    start(),
                    codes::DOCUMENT_EMPTY,
                    "the document is empty",
                    "Write a process, beginning with `throughline: 1`, or start from the example.",
                );
                None
            }
        }
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Stop> {
        if event.tag().is_some() {
            self.findings.error(
                self.place_of(&span),
                codes::DOCUMENT_TAG,
                "tags (words with `!`) mean nothing in a process document",
                "Take the tag away; to write text that begins with `!`, put it in quotes.",
            );
        }
        match event {
            Event::DocumentStart(..) if self.root.is_some() => {
                self.findings.error(
                    self.place_of(&span),
                    codes::DOCUMENT_SEVERAL,
                    "a second document begins here",
                    "Keep one process in a file: take away the line `---` and all below it.",
                );
                Err(Stop)
            }
            Event::Scalar(text, style, anchor, _) => {
                let place = self.place_of(&span);
                let scalar = Scalar {
                    plain: style == ScalarStyle::Plain,
                    inner: inner(place, style),
                    text: text.into_owned(),
                };
                let own = Size {
                    parts: 1,
                    bytes: scalar.text.len(),
                };
                self.grow(own, place)?;
                let node = Node {
                    place,
                    kind: Kind::Scalar(scalar),
                };
                self.keep(anchor, &node, own, 0)?;
                self.put(node, 0);
                Ok(())
            }
            Event::SequenceStart(_, anchor, _) => {
                self.begin(&span, anchor, SoFar::List(Vec::new()))
            }
            Event::MappingStart(_, anchor, _) => self.begin(
                &span,
                anchor,
                SoFar::Map {
                    entries: Vec::new(),
                    seen: BTreeMap::new(),
                    key: Pending::None,
                },
            ),
            Event::SequenceEnd | Event::MappingEnd => self.end(&span),
            Event::Alias(id) => self.alias(id, &span),
            Event::UnresolvedAlias(name) => {
                self.findings.error(
                    self.place_of(&span),
                    codes::ALIAS_UNKNOWN,
                    format!(
                        "`*{name}` stands for a part that is marked `&{name}` further up, and none is"
                    ),
                    "Mark that part, or put the text in quotes if it only begins with a star.",
                );
                let place = self.place_of(&span);
                self.put(refused(place), 0);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Opens a list or map.
    fn begin(&mut self, span: &Span, anchor: usize, so_far: SoFar) -> Result<(), Stop> {
        let place = self.place_of(span);
        let before = self.size;
        self.grow(Size { parts: 1, bytes: 0 }, place)?;
        self.open.push(Open {
            place,
            anchor,
            before,
            height: 0,
            so_far,
        });
        if self.open.len() > DEEPEST {
            return Err(self.too_deep(place));
        }
        Ok(())
    }

    /// Closes the innermost list or map.
    fn end(&mut self, span: &Span) -> Result<(), Stop> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        let mut place = open.place;
        if let (true, Some(length)) = (
            span.end.line() == place.line as usize,
            (span.end.col() + 1).checked_sub(place.column as usize),
        ) {
            // Written on one line: exactly as long as it is.
            place.length = length.max(1) as u32;
        }
        let height = open.height + 1;
        let node = Node {
            place,
            kind: match open.so_far {
                SoFar::List(items) => Kind::List(items),
                SoFar::Map { entries, .. } => Kind::Map(entries),
            },
        };
        let own = Size {
            parts: self.size.parts - open.before.parts,
            bytes: self.size.bytes - open.before.bytes,
        };
        self.keep(open.anchor, &node, own, height)?;
        self.put(node, height);
        Ok(())
    }

    /// Writes a part out that was marked before.
    fn alias(&mut self, id: usize, span: &Span) -> Result<(), Stop> {
        let place = self.place_of(span);
        let Some(anchored) = self.anchors.get(&id) else {
            // Marked, but not finished: it stands within itself.
            self.findings.error(
                place,
                codes::ALIAS_LOOP,
                "this stands for a part that it is itself in: it would never end",
                "Write out what is meant.",
            );
            self.put(refused(place), 0);
            return Ok(());
        };
        let (size, height) = (anchored.size, anchored.height);
        self.grow(size, place)?;
        if self.open.len() + height > DEEPEST {
            return Err(self.too_deep(place));
        }
        let node = self.anchors[&id].node.clone();
        self.put(node, height);
        Ok(())
    }

    /// Keeps a copy of what is marked with `&`. The copy counts as any other part.
    fn keep(&mut self, anchor: usize, node: &Node, size: Size, height: usize) -> Result<(), Stop> {
        if anchor == 0 {
            return Ok(());
        }
        self.grow(size, node.place)?;
        let node = node.clone();
        self.anchors.insert(anchor, Anchored { node, size, height });
        Ok(())
    }

    /// Puts a finished part where it belongs.
    fn put(&mut self, node: Node, height: usize) {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return;
        };
        open.height = open.height.max(height);
        let (entries, seen, key) = match &mut open.so_far {
            SoFar::List(items) => return items.push(node),
            SoFar::Map { entries, seen, key } => (entries, seen, key),
        };
        match std::mem::replace(key, Pending::None) {
            Pending::Key(key) => entries.push((key, node)),
            Pending::Refused => {}
            Pending::None => *key = key_of(node, seen, self.findings),
        }
    }

    fn grow(&mut self, by: Size, place: Place) -> Result<(), Stop> {
        self.size.parts += by.parts;
        self.size.bytes += by.bytes;
        if self.size.parts <= MOST_PARTS && self.size.bytes <= MOST_BYTES {
            return Ok(());
        }
        self.findings.error(
            place,
            codes::DOCUMENT_TOO_MANY_PARTS,
            format!(
                "the document gets too large here: more than {MOST_PARTS} keys and values, or {MOST_BYTES} bytes of text, counted with all that is repeated by `*`"
            ),
            "Take out what isn't needed, or repeat less.",
        );
        Err(Stop)
    }

    fn too_deep(&mut self, place: Place) -> Stop {
        self.findings.error(
            place,
            codes::DOCUMENT_TOO_DEEP,
            format!("lists and maps are nested more than {DEEPEST} deep"),
            "No part of a process needs that: look for a bracket or an indent that is too much.",
        );
        Stop
    }

    fn refuse(&mut self, error: &ScanError) {
        let finding = slips::explain(error, self.text);
        self.findings.add(finding);
    }

    /// The place of a span; what goes over several lines is as long as its first.
    fn place_of(&self, span: &Span) -> Place {
        let length = if span.end.line() == span.start.line() {
            span.end.col().saturating_sub(span.start.col())
        } else {
            0
        };
        let rest = || {
            let from = span.start.byte_offset().unwrap_or(self.text.len());
            let rest = self.text.get(from..).unwrap_or_default();
            let line = rest.split(['\n', '\r']).next().unwrap_or_default();
            line.trim_end().chars().count()
        };
        place(
            span.start.line(),
            span.start.col() + 1,
            if length > 0 { length } else { rest() },
        )
    }
}

/// Where the text of a scalar begins: behind its quote. The parser gives the place of a
/// block (`|`, `>`) as that of its first line already.
fn inner(place: Place, style: ScalarStyle) -> Place {
    match style {
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Place {
            column: place.column + 1,
            length: place.length.saturating_sub(2).max(1),
            ..place
        },
        ScalarStyle::Plain | ScalarStyle::Literal | ScalarStyle::Folded => place,
    }
}

/// A key, or why it can't be one.
fn key_of(node: Node, seen: &mut BTreeMap<String, Place>, findings: &mut Findings) -> Pending {
    let place = node.place;
    let Kind::Scalar(scalar) = node.kind else {
        findings.error(
            place,
            codes::KEY_NOT_TEXT,
            "a key has to be a word; this is a list or a map",
            "Write a word before the colon. Text with `{` or `[` in front needs quotes.",
        );
        return Pending::Refused;
    };
    if scalar.plain && scalar.text == "<<" {
        findings.error(
            place,
            codes::KEY_MERGE,
            "`<<` (merging maps) isn't understood here",
            "Write the keys out. Where a channel differs, only the difference is written, under `channels`.",
        );
        return Pending::Refused;
    }
    if let Some(first) = seen.get(&scalar.text) {
        findings.error(
            place,
            codes::KEY_TWICE,
            format!(
                "{} stands here a second time; the first is on line {}",
                quoted(&scalar.text),
                first.line
            ),
            "Keep one of the two, or give this one another name.",
        );
        return Pending::Refused;
    }
    seen.insert(scalar.text.clone(), place);
    Pending::Key(Key {
        text: scalar.text,
        place,
    })
}

fn refused(place: Place) -> Node {
    let kind = Kind::Refused;
    Node { place, kind }
}

fn start() -> Place {
    place(1, 1, 1)
}

/// A place from numbers that are bounded by the length of the text.
pub(super) fn place(line: usize, column: usize, length: usize) -> Place {
    let short = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Place {
        line: short(line.max(1)),
        column: short(column.max(1)),
        length: short(length.max(1)),
    }
}
