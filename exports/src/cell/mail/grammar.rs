//! Grammar: a mail address in all forms of RFC 5322, the obsolete ones included.
//!
//! ```text
//! address = local "@" domain
//! local   = word *("." word)                with comments and folding around words
//! word    = atom / quoted-string
//! domain  = atom *("." atom) / "[" literal "]"            likewise
//! ```

use super::Address;

/// Reads an address; the `@` that parts it is the first outside of quotes and
/// comments.
pub(super) fn read(text: &str) -> Option<Address<'_>> {
    let mut scan = Scan { text, at: 0 };
    let local = scan.local()?;
    scan.eat('@').then_some(())?;
    let domain = scan.domain()?;
    scan.is_done().then_some(Address { local, domain })
}

#[derive(Clone, Copy)]
struct Scan<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scan<'a> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    fn is_done(&self) -> bool {
        self.at == self.text.len()
    }

    fn take(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.at += letter.len_utf8();
        Some(letter)
    }

    fn eat(&mut self, letter: char) -> bool {
        let found = self.peek() == Some(letter);
        if found {
            self.at += letter.len_utf8();
        }
        found
    }

    fn local(&mut self) -> Option<&'a str> {
        self.dotted(|scan| match scan.peek()? {
            '"' => scan.quoted(),
            _ => scan.atom().map(drop),
        })
    }

    fn domain(&mut self) -> Option<&'a str> {
        self.comments_and_folding()?;
        if self.peek() == Some('[') {
            let from = self.at;
            self.literal()?;
            let literal = self.text.get(from..self.at);
            self.comments_and_folding()?;
            return literal;
        }
        self.dotted(|scan| {
            let label = scan.atom()?;
            (!label.starts_with('-') && !label.ends_with('-')).then_some(())
        })
    }

    /// Words between dots, with comments and folding around each: from the first
    /// word's beginning to the last one's end.
    fn dotted(&mut self, word: impl Fn(&mut Self) -> Option<()>) -> Option<&'a str> {
        self.comments_and_folding()?;
        let from = self.at;
        loop {
            word(self)?;
            let to = self.at;
            self.comments_and_folding()?;
            if !self.eat('.') {
                return self.text.get(from..to);
            }
            self.comments_and_folding()?;
        }
    }

    fn atom(&mut self) -> Option<&'a str> {
        let from = self.at;
        while self.peek().is_some_and(is_atom) {
            self.take();
        }
        self.text.get(from..self.at).filter(|atom| !atom.is_empty())
    }

    fn quoted(&mut self) -> Option<()> {
        self.eat('"').then_some(())?;
        loop {
            match self.peek()? {
                '"' => return self.take().map(drop),
                '\\' => self.pair()?,
                ' ' | '\t' | '\r' => self.folding()?,
                '\0' | '\n' => return None,
                _ => drop(self.take()),
            }
        }
    }

    fn literal(&mut self) -> Option<()> {
        self.eat('[').then_some(())?;
        loop {
            match self.peek()? {
                ']' => return self.take().map(drop),
                '\\' => self.pair()?,
                ' ' | '\t' | '\r' => self.folding()?,
                '[' | '\0' | '\n' => return None,
                letter if !letter.is_ascii() => return None,
                _ => drop(self.take()),
            }
        }
    }

    /// A backslash and what it protects: ASCII only, but also control characters.
    fn pair(&mut self) -> Option<()> {
        self.take()?;
        self.take()?.is_ascii().then_some(())
    }

    fn comments_and_folding(&mut self) -> Option<()> {
        loop {
            match self.peek() {
                Some('(') => self.comment()?,
                Some(' ' | '\t' | '\r') => self.folding()?,
                _ => return Some(()),
            }
        }
    }

    /// Comments may stand in comments.
    fn comment(&mut self) -> Option<()> {
        let mut open = 0u32;
        loop {
            match self.peek()? {
                '(' => {
                    self.take();
                    open += 1;
                }
                ')' => {
                    self.take();
                    open -= 1;
                    if open == 0 {
                        return Some(());
                    }
                }
                '\\' => self.pair()?,
                ' ' | '\t' | '\r' => self.folding()?,
                '\0' | '\n' => return None,
                _ => drop(self.take()),
            }
        }
    }

    /// Spaces and tabs; each line end among them needs one of them behind it.
    fn folding(&mut self) -> Option<()> {
        loop {
            match self.peek() {
                Some(' ' | '\t') => drop(self.take()),
                Some('\r') => {
                    self.take();
                    let folds = self.eat('\n') && matches!(self.peek(), Some(' ' | '\t'));
                    folds.then_some(())?;
                }
                _ => return Some(()),
            }
        }
    }
}

/// The letters of atoms: those of RFC 5322, and what RFC 6531 adds, except the
/// invisible.
fn is_atom(letter: char) -> bool {
    if letter.is_ascii() {
        return letter.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(letter);
    }
    let invisible = matches!(letter,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFF}');
    !letter.is_whitespace() && !letter.is_control() && !invisible
}
