//! Tokens: the text of a condition as words, numbers, texts and signs, each with its columns.

use super::slip::{Slip, code};

/// A stretch of the text, in characters from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct At {
    /// The first character.
    pub(super) start: u32,
    /// How many.
    pub(super) length: u32,
}

impl At {
    /// From this character, so many.
    pub(super) fn new(start: usize, length: usize) -> Self {
        let number = |size: usize| u32::try_from(size).unwrap_or(u32::MAX);
        Self {
            start: number(start),
            length: number(length),
        }
    }

    /// From the beginning of this to the end of the other.
    pub(super) fn to(self, end: Self) -> Self {
        Self {
            start: self.start,
            length: (end.start + end.length).saturating_sub(self.start),
        }
    }
}

/// What a stretch of the text is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A whole number without its sign; one more than the largest `i64` fits.
    Whole(u64),
    /// A number with a dot or an exponent.
    Number(f64),
    /// A text, its escapes resolved.
    Text(String),
    /// A word: part of a name, or of the language.
    Word(String),
    /// Brackets, operators, commas, dots.
    Sign(&'static str),
}

/// Signs of the language, longer ones first.
const SIGNS: [&str; 23] = [
    "&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "?", ":", "+", "-", "*", "/", "%", "(", ")",
    "[", "]", ",", ".", "{",
];

/// What people write in other languages, and what it is here.
const FOREIGN: [(&str, &str); 11] = [
    ("===", "=="),
    ("!==", "!="),
    ("=>", ">="),
    ("=<", "<="),
    ("<>", "!="),
    ("≤", "<="),
    ("≥", ">="),
    ("≠", "!="),
    ("=", "=="),
    ("&", "&&"),
    ("|", "||"),
];

/// All tokens, or the first thing that is none.
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, At)>, Slip> {
    let letters: Vec<char> = text.chars().collect();
    let mut reader = Reader {
        letters: &letters,
        next: 0,
    };
    let mut tokens = Vec::new();
    while let Some(token) = reader.token()? {
        tokens.push(token);
    }
    Ok(tokens)
}

struct Reader<'a> {
    letters: &'a [char],
    next: usize,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.letters.get(self.next + ahead).copied()
    }

    fn starts_with(&self, sign: &str) -> bool {
        sign.chars()
            .enumerate()
            .all(|(ahead, letter)| self.peek(ahead) == Some(letter))
    }

    fn since(&self, start: usize) -> At {
        At::new(start, self.next - start)
    }

    fn token(&mut self) -> Result<Option<(Token, At)>, Slip> {
        while self.peek(0).is_some_and(char::is_whitespace) {
            self.next += 1;
        }
        let start = self.next;
        let Some(first) = self.peek(0) else {
            return Ok(None);
        };
        let token = match first {
            '0'..='9' => self.number()?,
            '.' if self.peek(1).is_some_and(|c| c.is_ascii_digit()) => self.number()?,
            '\'' | '"' => self.text(first)?,
            _ if first == '_' || first.is_alphabetic() => self.word(),
            _ => self.sign(first)?,
        };
        Ok(Some((token, self.since(start))))
    }

    fn word(&mut self) -> Token {
        let start = self.next;
        while self
            .peek(0)
            .is_some_and(|c| c == '_' || c.is_alphanumeric())
        {
            self.next += 1;
        }
        Token::Word(self.letters[start..self.next].iter().collect())
    }

    fn sign(&mut self, first: char) -> Result<Token, Slip> {
        // `&&`, `==`, `<=` first: they begin like the foreign signs. But `===` is foreign.
        let foreign = FOREIGN.iter().find(|(sign, _)| self.starts_with(sign));
        let own = SIGNS.iter().find(|sign| self.starts_with(sign));
        match (own, foreign) {
            (Some(own), Some((foreign, meant))) if foreign.len() > own.len() => {
                Err(self.foreign(foreign, meant))
            }
            (Some(own), _) => {
                self.next += own.len();
                Ok(Token::Sign(own))
            }
            (None, Some((foreign, meant))) => Err(self.foreign(foreign, meant)),
            (None, None) => Err(self.stray(first)),
        }
    }

    fn foreign(&self, sign: &str, meant: &str) -> Slip {
        let here = At::new(self.next, sign.chars().count());
        let message = match sign {
            "=" => "`=` doesn't compare".to_owned(),
            "&" | "|" => format!("a single `{sign}` means nothing here"),
            _ => format!("`{sign}` means nothing here"),
        };
        Slip::error(here, code::OPERATOR, message, format!("Write `{meant}`."))
    }

    fn stray(&self, letter: char) -> Slip {
        let here = At::new(self.next, 1);
        let (message, mend) = match letter {
            '‘' | '’' | '“' | '”' | '„' | '`' | '´' => (
                format!("`{letter}` begins no text"),
                "Put texts in straight quotes: 'pet'.".to_owned(),
            ),
            ';' => (
                "`;` means nothing here".to_owned(),
                "Join parts with `&&` or `||`.".to_owned(),
            ),
            '$' | '@' | '#' | '\\' => (
                format!("`{letter}` means nothing here"),
                "Name facts as they are declared: `lead.segment`.".to_owned(),
            ),
            _ => (
                format!("`{}` means nothing here", letter.escape_debug()),
                "Leave it out.".to_owned(),
            ),
        };
        Slip::error(here, code::SYNTAX, message, mend)
    }

    fn number(&mut self) -> Result<Token, Slip> {
        let start = self.next;
        let hexadecimal = self.peek(0) == Some('0') && matches!(self.peek(1), Some('x' | 'X'));
        let mut whole = true;
        if hexadecimal {
            self.next += 2;
            self.skip(|c| c.is_ascii_hexdigit());
        } else {
            self.skip(|c| c.is_ascii_digit());
            if self.peek(0) == Some('.') && self.peek(1).is_some_and(|c| c.is_ascii_digit()) {
                whole = false;
                self.next += 1;
                self.skip(|c| c.is_ascii_digit());
            }
            let sign = usize::from(matches!(self.peek(1), Some('+' | '-')));
            if matches!(self.peek(0), Some('e' | 'E'))
                && self.peek(1 + sign).is_some_and(|c| c.is_ascii_digit())
            {
                whole = false;
                self.next += 1 + sign;
                self.skip(|c| c.is_ascii_digit());
            }
        }
        let digits: String = self.letters[start..self.next].iter().collect();
        if self
            .peek(0)
            .is_some_and(|c| c == '_' || c.is_alphanumeric())
        {
            self.skip(|c| c == '_' || c.is_alphanumeric());
            let all: String = self.letters[start..self.next].iter().collect();
            let mend = if matches!(&all[digits.len()..], "m" | "h" | "d" | "w" | "mo") {
                format!("Write a length of time as `duration(\"{all}\")`.")
            } else {
                "Write a number with digits only, and a text in quotes.".to_owned()
            };
            let message = format!("`{all}` is no number");
            return Err(Slip::error(self.since(start), code::LITERAL, message, mend));
        }
        let too_large = || {
            Slip::error(
                self.since(start),
                code::LITERAL,
                format!("{digits} is too large"),
                "Whole numbers go up to 9223372036854775807.",
            )
        };
        if !whole {
            let number: f64 = digits.parse().map_err(|_| too_large())?;
            return if number.is_finite() {
                Ok(Token::Number(number))
            } else {
                Err(too_large())
            };
        }
        if hexadecimal && digits.len() == 2 {
            let mend = "Write the digits behind it: `0x1f`.";
            let message = format!("`{digits}` is no number");
            return Err(Slip::error(self.since(start), code::LITERAL, message, mend));
        }
        let number = match digits.get(2..) {
            Some(rest) if hexadecimal => u64::from_str_radix(rest, 16),
            _ => digits.parse(),
        };
        match number {
            Ok(number) if number <= i64::MIN.unsigned_abs() => Ok(Token::Whole(number)),
            _ => Err(too_large()),
        }
    }

    fn skip(&mut self, belongs: impl Fn(char) -> bool) {
        while self.peek(0).is_some_and(&belongs) {
            self.next += 1;
        }
    }

    fn text(&mut self, quote: char) -> Result<Token, Slip> {
        let start = self.next;
        self.next += 1;
        let mut text = String::new();
        loop {
            match self.peek(0) {
                None => {
                    return Err(Slip::error(
                        self.since(start),
                        code::SYNTAX,
                        "this text has no end",
                        format!("Put a {quote} behind it."),
                    ));
                }
                Some(letter) if letter == quote => {
                    self.next += 1;
                    return Ok(Token::Text(text));
                }
                Some('\\') => text.push(self.escape()?),
                Some(letter) => {
                    self.next += 1;
                    text.push(letter);
                }
            }
        }
    }

    /// What a backslash and the letters behind it stand for.
    fn escape(&mut self) -> Result<char, Slip> {
        let start = self.next;
        let kind = self.peek(1);
        self.next = (self.next + 2).min(self.letters.len());
        let (digits, base) = match kind {
            Some('n') => return Ok('\n'),
            Some('t') => return Ok('\t'),
            Some('r') => return Ok('\r'),
            Some('a') => return Ok('\u{7}'),
            Some('b') => return Ok('\u{8}'),
            Some('f') => return Ok('\u{c}'),
            Some('v') => return Ok('\u{b}'),
            Some(c @ ('\\' | '\'' | '"' | '`' | '?')) => return Ok(c),
            Some('x' | 'X') => (2, 16),
            Some('u') => (4, 16),
            Some('U') => (8, 16),
            Some('0'..='3') => {
                self.next -= 1;
                (3, 8)
            }
            _ => (0, 16),
        };
        let end = (self.next + digits).min(self.letters.len());
        let code: String = self.letters[self.next..end].iter().collect();
        let letter = (code.chars().count() == digits)
            .then(|| u32::from_str_radix(&code, base).ok())
            .flatten()
            .and_then(char::from_u32);
        let Some(letter) = letter else {
            return Err(Slip::error(
                self.since(start),
                code::LITERAL,
                "this escape stands for no letter",
                r"Write `\\` for a backslash, `\'` and `\x22` for quotes, `\u00e9` for a letter by its number.",
            ));
        };
        self.next = end;
        Ok(letter)
    }
}
