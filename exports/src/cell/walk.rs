//! Walk: one pass along the bytes of a cell, without copies.

/// What is left to read of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Walk<'a> {
    rest: &'a [u8],
}

impl<'a> Walk<'a> {
    pub(super) fn new(rest: &'a [u8]) -> Self {
        Self { rest }
    }

    pub(super) fn is_done(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// The byte `steps` behind the next one.
    pub(super) fn ahead(&self, steps: usize) -> Option<u8> {
        self.rest.get(steps).copied()
    }

    pub(super) fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    /// Takes the byte if it comes next.
    #[inline]
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        match self.rest.split_first() {
            Some((&next, rest)) if next == byte => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    /// Takes the ASCII letters of `word` (given in lower case) if they come
    /// next in any case, and no further letter follows.
    pub(super) fn eat_word(&mut self, word: &[u8]) -> bool {
        let Some((head, tail)) = self.rest.split_at_checked(word.len()) else {
            return false;
        };
        let ends = !tail.first().is_some_and(u8::is_ascii_alphabetic);
        if ends && head.eq_ignore_ascii_case(word) {
            self.rest = tail;
            return true;
        }
        false
    }

    #[inline]
    pub(super) fn spaces(&mut self) -> usize {
        let mut count = 0;
        while let Some((b' ' | b'\t', rest)) = self.rest.split_first() {
            self.rest = rest;
            count += 1;
        }
        count
    }

    /// Takes a whole run of 1 to 9 digits: its value and its length.
    #[inline]
    pub(super) fn number(&mut self) -> Option<(u32, usize)> {
        let mut value = 0u32;
        let mut length = 0;
        let mut rest = self.rest;
        while let Some((&digit, tail)) = rest.split_first() {
            if !digit.is_ascii_digit() {
                break;
            }
            length += 1;
            if length > 9 {
                return None;
            }
            value = value * 10 + u32::from(digit - b'0');
            rest = tail;
        }
        if length == 0 {
            return None;
        }
        self.rest = rest;
        Some((value, length))
    }

    /// Takes a run of digits if it is exactly two long.
    #[inline]
    pub(super) fn two_digits(&mut self) -> Option<u32> {
        match *self.rest {
            [a @ b'0'..=b'9', b @ b'0'..=b'9', ref rest @ ..]
                if !rest.first().is_some_and(u8::is_ascii_digit) =>
            {
                self.rest = rest;
                Some(u32::from(a - b'0') * 10 + u32::from(b - b'0'))
            }
            _ => None,
        }
    }

    /// Takes the run of ASCII letters that comes next (perhaps none).
    pub(super) fn letters(&mut self) -> &'a [u8] {
        self.run(u8::is_ascii_alphabetic)
    }

    /// Takes the bytes up to the first that isn't `wanted`.
    pub(super) fn run(&mut self, wanted: fn(&u8) -> bool) -> &'a [u8] {
        let length = self.rest.iter().take_while(|byte| wanted(byte)).count();
        let (run, rest) = self.rest.split_at_checked(length).unwrap_or_default();
        self.rest = rest;
        run
    }
}
