//! Parse: tokens as a tree, by the grammar of CEL without its loops, indexes and messages.
//!
//! Bounds: a text of [`LONGEST`] characters, [`DEEPEST`] brackets in each other, [`MOST_PARTS`]
//! parts. The first mistake ends the reading: what comes behind it would be guesses.

use super::slip::{Slip, code};
use super::tokens::{At, Token, tokens};

/// Longest text, in characters.
pub(super) const LONGEST: usize = 2_000;
/// Most brackets, signs and choices in each other.
pub(super) const DEEPEST: u32 = 32;
/// Most names, values, operators and functions.
pub(super) const MOST_PARTS: usize = 500;

/// The number of a part in its [`Tree`].
pub(super) type Id = u16;

/// A part of a condition and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    pub(super) is: Expression,
    pub(super) at: At,
}

/// What a part is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expression {
    YesNo(bool),
    Whole(i64),
    Number(f64),
    Text(String),
    List(Vec<Id>),
    /// Words with dots between them.
    Name(String),
    Not(Id),
    Minus(Id),
    /// The sign and where it stands.
    Pair(Pair, At, Id, Id),
    Choice(Id, Id, Id),
    Call(Call),
}

/// A function with its operands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Call {
    pub(super) on: Option<Id>,
    pub(super) name: String,
    pub(super) name_at: At,
    pub(super) operands: Vec<Id>,
}

/// What stands between two parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pair {
    And,
    Or,
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    More,
    MoreOrEqual,
    In,
    Plus,
    Minus,
    Times,
    Over,
    Modulo,
}

/// A condition as written, part by part; operands stand before what joins them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tree {
    pub(super) parts: Vec<Part>,
    pub(super) root: Id,
}

/// Reads a text, or says the first thing that is wrong with it.
pub(super) fn parse(text: &str) -> Result<Tree, Slip> {
    let length = text.chars().count();
    let whole = At {
        start: 0,
        length: u32::try_from(length).unwrap_or(u32::MAX),
    };
    if length > LONGEST {
        return Err(Slip::error(
            At { length: 1, ..whole },
            code::TOO_LARGE,
            format!("this condition has {length} characters; {LONGEST} are the most"),
            "Split it into several rules.",
        ));
    }
    if text.trim().is_empty() {
        return Err(Slip::error(
            whole,
            code::SYNTAX,
            "this condition is empty",
            "Say what has to hold, or `true`.",
        ));
    }
    let mut parser = Parser {
        tokens: tokens(text)?,
        next: 0,
        parts: Vec::new(),
        depth: 0,
        end: At {
            start: whole.length,
            length: 1,
        },
    };
    let root = parser.choice()?;
    match parser.tokens.get(parser.next) {
        None => Ok(Tree {
            parts: parser.parts,
            root,
        }),
        Some((token, at)) => Err(left_over(token, *at)),
    }
}

struct Parser {
    tokens: Vec<(Token, At)>,
    next: usize,
    parts: Vec<Part>,
    depth: u32,
    end: At,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(token, _)| token)
    }

    fn here(&self) -> At {
        self.tokens.get(self.next).map_or(self.end, |(_, at)| *at)
    }

    fn at(&self, id: Id) -> At {
        self.parts[usize::from(id)].at
    }

    /// Takes the sign if it is next.
    fn take(&mut self, sign: &str) -> Option<At> {
        let taken = matches!(self.peek(), Some(Token::Sign(own)) if *own == sign);
        let at = self.here();
        taken.then(|| {
            self.next += 1;
            at
        })
    }

    fn wanted(&self, what: &str, mend: &str) -> Slip {
        let message = match self.tokens.get(self.next) {
            None => format!("{what} is missing at the end"),
            Some((token, _)) => format!("{what} is missing before {}", shown(token)),
        };
        Slip::error(self.here(), code::SYNTAX, message, mend)
    }

    fn add(&mut self, is: Expression, at: At) -> Result<Id, Slip> {
        let id = Id::try_from(self.parts.len()).ok();
        match id {
            Some(id) if self.parts.len() < MOST_PARTS => {
                self.parts.push(Part { is, at });
                Ok(id)
            }
            _ => Err(Slip::error(
                at,
                code::TOO_LARGE,
                format!("this condition has more than {MOST_PARTS} parts"),
                "Split it into several rules.",
            )),
        }
    }

    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T, Slip>) -> Result<T, Slip> {
        if self.depth >= DEEPEST {
            return Err(Slip::error(
                self.here(),
                code::TOO_LARGE,
                format!("more than {DEEPEST} brackets in each other"),
                "Split it into several rules.",
            ));
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    /// `a ? b : c`, the loosest.
    fn choice(&mut self) -> Result<Id, Slip> {
        let asked = self.chain(0)?;
        if self.take("?").is_none() {
            return Ok(asked);
        }
        let (yes, no) = self.deeper(|parser| {
            let yes = parser.choice()?;
            if parser.take(":").is_none() {
                return Err(parser.wanted("`:`", "Write `condition ? value : other value`."));
            }
            Ok((yes, parser.choice()?))
        })?;
        let at = self.at(asked).to(self.at(no));
        self.add(Expression::Choice(asked, yes, no), at)
    }

    /// Parts with signs of one level between them; the levels bind tighter and tighter.
    fn chain(&mut self, level: u8) -> Result<Id, Slip> {
        const TIGHTEST: u8 = 5;
        if level == TIGHTEST {
            return self.signed();
        }
        let mut left = self.chain(level + 1)?;
        let mut compared = false;
        loop {
            let at = self.here();
            let Some(pair) = self.peek().and_then(|token| pair_of(token, level)) else {
                return Ok(left);
            };
            if level == 2 && compared {
                return Err(Slip::error(
                    at,
                    code::OPERATOR,
                    "comparisons can't be strung together",
                    "Write `a < b && b < c`.",
                ));
            }
            compared = true;
            self.next += 1;
            let right = self.chain(level + 1)?;
            let whole = self.at(left).to(self.at(right));
            left = self.add(Expression::Pair(pair, at, left, right), whole)?;
        }
    }

    fn signed(&mut self) -> Result<Id, Slip> {
        if let Some(at) = self.take("!") {
            let inner = self.deeper(Self::signed)?;
            let whole = at.to(self.at(inner));
            return self.add(Expression::Not(inner), whole);
        }
        if let Some(at) = self.take("-") {
            if let Some((Token::Whole(number), number_at)) = self.tokens.get(self.next) {
                let (number, whole) = (*number, at.to(*number_at));
                self.next += 1;
                // The smallest whole number has no positive twin.
                let number = 0_i64.checked_sub_unsigned(number).unwrap_or(i64::MIN);
                return self.add(Expression::Whole(number), whole);
            }
            let inner = self.deeper(Self::signed)?;
            let whole = at.to(self.at(inner));
            return self.add(Expression::Minus(inner), whole);
        }
        self.member()
    }

    /// A value, and functions called on it.
    fn member(&mut self) -> Result<Id, Slip> {
        let mut left = self.value()?;
        loop {
            let at = self.here();
            if matches!(self.peek(), Some(Token::Sign("["))) {
                return Err(Slip::error(
                    at,
                    code::SYNTAX,
                    "single values can't be picked out of a list here",
                    "Ask with `in`: `lead.segment in ['pet', 'other']`.",
                ));
            }
            if self.take(".").is_none() {
                return Ok(left);
            }
            let Some((Token::Word(word), word_at)) = self.tokens.get(self.next).cloned() else {
                return Err(self.wanted("a name behind the dot", "Finish the name."));
            };
            self.next += 1;
            if self.take("(").is_some() {
                left = self.call(Some(left), word, word_at)?;
                continue;
            }
            let whole = self.at(left).to(word_at);
            let part = &mut self.parts[usize::from(left)];
            let Expression::Name(name) = &mut part.is else {
                return Err(Slip::error(
                    word_at,
                    code::SYNTAX,
                    format!("`.{word}` asks a value for something it doesn't have"),
                    "Only names have parts: `last.touch.at`.",
                ));
            };
            name.push('.');
            name.push_str(&word);
            part.at = whole;
        }
    }

    fn call(&mut self, on: Option<Id>, name: String, name_at: At) -> Result<Id, Slip> {
        if matches!(
            name.as_str(),
            "all" | "exists" | "exists_one" | "existsOne" | "map" | "filter"
        ) && on.is_some()
        {
            return Err(Slip::error(
                name_at,
                code::LOOP,
                format!("`{name}` is a loop, and conditions have none, so that each one ends"),
                "Name the values one by one, or ask with `in`.",
            ));
        }
        let (operands, close) = self.deeper(|parser| parser.listed(")"))?;
        let start = on.map_or(name_at, |id| self.at(id));
        let call = Call {
            on,
            name,
            name_at,
            operands,
        };
        self.add(Expression::Call(call), start.to(close))
    }

    /// What stands between brackets, with commas between.
    fn listed(&mut self, close: &'static str) -> Result<(Vec<Id>, At), Slip> {
        let mut operands = Vec::new();
        loop {
            if let Some(at) = self.take(close) {
                return Ok((operands, at));
            }
            operands.push(self.choice()?);
            if self.take(",").is_none()
                && !matches!(self.peek(), Some(Token::Sign(s)) if *s == close)
            {
                return Err(match self.tokens.get(self.next) {
                    Some((token @ (Token::Word(_) | Token::Sign("{")), at)) => {
                        left_over(token, *at)
                    }
                    _ => self.wanted(
                        &format!("`{close}` or a comma"),
                        &format!("Close with `{close}`."),
                    ),
                });
            }
        }
    }

    fn value(&mut self) -> Result<Id, Slip> {
        let at = self.here();
        let Some(token) = self.peek().cloned() else {
            return Err(self.wanted("a value", "Say what is asked for or compared with."));
        };
        match token {
            Token::Whole(number) => {
                self.next += 1;
                let Ok(number) = i64::try_from(number) else {
                    return Err(Slip::error(
                        at,
                        code::LITERAL,
                        format!("{number} is too large"),
                        "Whole numbers go up to 9223372036854775807.",
                    ));
                };
                self.add(Expression::Whole(number), at)
            }
            Token::Number(number) => {
                self.next += 1;
                self.add(Expression::Number(number), at)
            }
            Token::Text(text) => {
                self.next += 1;
                self.add(Expression::Text(text), at)
            }
            Token::Word(word) => {
                self.next += 1;
                self.word(word, at)
            }
            Token::Sign("(") => {
                self.next += 1;
                let inner = self.deeper(Self::choice)?;
                match (self.take(")"), self.peek()) {
                    (Some(close), _) => {
                        // Brackets belong to what they hold.
                        self.parts[usize::from(inner)].at = at.to(close);
                        Ok(inner)
                    }
                    (None, Some(token @ Token::Word(_))) => Err(left_over(token, self.here())),
                    (None, _) => Err(self.wanted("`)`", "Close the bracket with `)`.")),
                }
            }
            Token::Sign("[") => {
                self.next += 1;
                let (operands, close) = self.deeper(|parser| parser.listed("]"))?;
                self.add(Expression::List(operands), at.to(close))
            }
            Token::Sign("{") => Err(Slip::error(
                at,
                code::SYNTAX,
                "maps aren't part of conditions",
                "Compare values one by one.",
            )),
            Token::Sign(_) => Err(self.wanted("a value", "Say what is compared.")),
        }
    }

    fn word(&mut self, word: String, at: At) -> Result<Id, Slip> {
        let foreign = |message: String, mend: &str| Slip::error(at, code::OPERATOR, message, mend);
        match word.as_str() {
            "true" => return self.add(Expression::YesNo(true), at),
            "false" => return self.add(Expression::YesNo(false), at),
            "True" | "TRUE" | "yes" => {
                return Err(foreign(
                    format!("`{word}` is no value here"),
                    "Write `true`.",
                ));
            }
            "False" | "FALSE" | "no" => {
                return Err(foreign(
                    format!("`{word}` is no value here"),
                    "Write `false`.",
                ));
            }
            "null" | "nil" | "None" | "NULL" => {
                return Err(foreign(
                    format!("`{word}` is no value: what isn't known is just not known"),
                    "Ask `has(lead.segment)` or `!has(lead.segment)`.",
                ));
            }
            "not" | "NOT" | "Not" => {
                return Err(foreign(
                    format!("`{word}` isn't said in words"),
                    "Write `!`.",
                ));
            }
            "in" => return Err(self.wanted_before(at)),
            _ => {}
        }
        if self.take("(").is_some() {
            return self.call(None, word, at);
        }
        if matches!(word.as_str(), "r" | "b" | "R" | "B" | "br" | "rb")
            && matches!(self.peek(), Some(Token::Text(_)))
        {
            return Err(Slip::error(
                at,
                code::LITERAL,
                format!("texts take no `{word}` in front"),
                r"Write a plain text, with `\\` for a backslash.",
            ));
        }
        self.add(Expression::Name(word), at)
    }

    fn wanted_before(&self, at: At) -> Slip {
        Slip::error(
            at,
            code::SYNTAX,
            "a value is missing before `in`",
            "Write `lead.segment in ['pet', 'other']`.",
        )
    }
}

/// The operator, if the token is one of this level.
fn pair_of(token: &Token, level: u8) -> Option<Pair> {
    let sign = match token {
        Token::Sign(sign) => sign,
        Token::Word(word) if word == "in" => "in",
        _ => return None,
    };
    let (own, pair) = match sign {
        "||" => (0, Pair::Or),
        "&&" => (1, Pair::And),
        "==" => (2, Pair::Equal),
        "!=" => (2, Pair::Unequal),
        "<" => (2, Pair::Less),
        "<=" => (2, Pair::LessOrEqual),
        ">" => (2, Pair::More),
        ">=" => (2, Pair::MoreOrEqual),
        "in" => (2, Pair::In),
        "+" => (3, Pair::Plus),
        "-" => (3, Pair::Minus),
        "*" => (4, Pair::Times),
        "/" => (4, Pair::Over),
        "%" => (4, Pair::Modulo),
        _ => return None,
    };
    (own == level).then_some(pair)
}

/// What stands behind a whole condition, where an operator should be.
fn left_over(token: &Token, at: At) -> Slip {
    let (message, mend) = match token {
        Token::Word(word) => match word.to_lowercase().as_str() {
            "and" => (format!("`{word}` isn't said in words"), "Write `&&`."),
            "or" => (format!("`{word}` isn't said in words"), "Write `||`."),
            "not" => (
                format!("`{word}` isn't said in words"),
                "Write `!(a in [b, c])`, or `!=`.",
            ),
            "is" => (format!("`{word}` isn't said in words"), "Write `==`."),
            "mod" | "div" => (format!("`{word}` isn't said in words"), "Write `%` or `/`."),
            "contains" | "matches" => (
                format!("`{word}` is written as a function"),
                "Write `lead.message.contains('price')`.",
            ),
            _ => {
                let message = format!("an operator is missing before `{word}`");
                let mend = "Join parts with `&&`, `||` or a comparison.";
                return Slip::error(at, code::SYNTAX, message, mend);
            }
        },
        Token::Sign(sign @ (")" | "]")) => {
            let message = format!("this `{sign}` closes nothing");
            return Slip::error(
                at,
                code::SYNTAX,
                message,
                "Leave it out, or open it before.",
            );
        }
        _ => {
            let message = format!("an operator is missing before {}", shown(token));
            let mend = "Join parts with `&&`, `||` or a comparison.";
            return Slip::error(at, code::SYNTAX, message, mend);
        }
    };
    Slip::error(at, code::OPERATOR, message, mend)
}

fn shown(token: &Token) -> String {
    match token {
        Token::Whole(number) => number.to_string(),
        Token::Number(number) => number.to_string(),
        Token::Text(_) => "this text".to_owned(),
        Token::Word(word) => format!("`{word}`"),
        Token::Sign(sign) => format!("`{sign}`"),
    }
}
