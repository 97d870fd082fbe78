//! Ways in: forms, and the addresses that other systems send leads to.
//!
//! What a way in asks for and how it reads what comes stands in its definition, which only
//! the server understands. Secrets come in hashed or sealed.

use crate::db::{Failure, Row, args};
use crate::{Digest, Error, Reader, Result, Work};
use jiff::Timestamp;
use lifecycle::names::ChannelId;
use std::collections::BTreeMap;

/// What a way in is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WayKind {
    /// A form that people fill in.
    Form,
    /// Google Ads lead forms.
    GoogleAds,
    /// Meta lead ads.
    MetaLeads,
    /// Typeform.
    Typeform,
    /// Any JSON, by a mapping.
    Json,
}

impl WayKind {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Form,
        Self::GoogleAds,
        Self::MetaLeads,
        Self::Typeform,
        Self::Json,
    ];

    /// The word in the database and in the API.
    pub fn word(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::GoogleAds => "google_ads",
            Self::MetaLeads => "meta_leads",
            Self::Typeform => "typeform",
            Self::Json => "json",
        }
    }

    /// The kind of this word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayIn {
    /// Its id; part of its address.
    pub id: String,
    /// What it is.
    pub kind: WayKind,
    /// What people call it.
    pub title: String,
    /// The channel of what comes by it.
    pub channel: ChannelId,
    /// The campaign, where the submission names none.
    pub campaign: Option<String>,
    /// Off: nothing comes in by it.
    pub enabled: bool,
    /// What it asks for and how it reads, as JSON.
    pub definition: String,
    /// SHA-256 of what a caller has to show.
    pub key_hash: Option<Digest>,
    /// What we have to use ourselves, sealed.
    pub sealed: Option<Vec<u8>>,
    /// Signs the tokens of a form.
    pub own_key: Digest,
    /// How often it was changed, from 1.
    pub version: u32,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// When it was ended.
    pub ended_at: Option<Timestamp>,
}

const COLUMNS: &str = "id, kind, title, channel, campaign, enabled, definition, key_hash, sealed,
    own_key, version, created_at, changed_at, ended_at";

fn read(mut row: Row) -> Result<WayIn> {
    let kind: String = row.take(1)?;
    Ok(WayIn {
        id: row.take(0)?,
        kind: WayKind::of_word(&kind)
            .ok_or_else(|| Failure::Damaged(format!("`{kind}` is no kind of a way in")))?,
        title: row.take(2)?,
        channel: row.take::<String>(3)?.into(),
        campaign: row.take(4)?,
        enabled: row.take(5)?,
        definition: row.take(6)?,
        key_hash: row.take(7)?,
        sealed: row.take(8)?,
        own_key: row.take(9)?,
        version: row.take(10)?,
        created_at: row.take(11)?,
        changed_at: row.take(12)?,
        ended_at: row.take(13)?,
    })
}

impl Work {
    /// Adds a way in.
    ///
    /// # Errors
    /// [`Error::Busy`] where the id is taken, [`Error::Unavailable`].
    pub async fn add_way_in(&mut self, way: &WayIn) -> Result<()> {
        let row = args![
            way.id.as_str(),
            way.kind.word(),
            way.title.as_str(),
            way.channel.as_str(),
            way.campaign.as_deref(),
            way.enabled,
            way.definition.as_str(),
            way.key_hash.as_ref().map(|hash| &hash[..]),
            way.sealed.as_deref(),
            &way.own_key[..],
            way.version,
            way.created_at,
            way.changed_at,
            way.ended_at,
        ];
        let head = format!("INSERT INTO ways_in ({COLUMNS})");
        self.insert(&head, "", &[row.into()]).await?;
        Ok(())
    }

    /// Changes a way in that is at the version before; `false` where somebody was faster, or
    /// there is none. Kind, id and the key that signs stay.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Unavailable`].
    pub async fn change_way_in(&mut self, way: &WayIn) -> Result<bool> {
        const SQL: &str = "
            UPDATE ways_in
               SET title = $2, channel = $3, campaign = $4, enabled = $5, definition = $6,
                   key_hash = $7, sealed = $8, version = $9, changed_at = $10, ended_at = $11
             WHERE id = $1 AND version = $9 - 1 AND ended_at IS NULL";
        let changed = self
            .execute(
                SQL,
                &args![
                    way.id.as_str(),
                    way.title.as_str(),
                    way.channel.as_str(),
                    way.campaign.as_deref(),
                    way.enabled,
                    way.definition.as_str(),
                    way.key_hash.as_ref().map(|hash| &hash[..]),
                    way.sealed.as_deref(),
                    i64::from(way.version),
                    way.changed_at,
                    way.ended_at,
                ],
            )
            .await?;
        Ok(changed == 1)
    }

    /// Keeps the words that people agree to. The same words again change nothing.
    ///
    /// # Errors
    /// [`Error::Exists`] where this version has other words; [`Error::Unavailable`].
    pub async fn keep_consent_text(
        &mut self,
        way: &str,
        version: &str,
        text: &str,
        at: Timestamp,
    ) -> Result<()> {
        const SQL: &str = "SELECT text FROM consent_texts WHERE way_id = $1 AND version = $2";
        if let Some(mut row) = self.row(SQL, &args![way, version]).await? {
            return if row.take::<String>(0)? == text {
                Ok(())
            } else {
                Err(Error::Exists {
                    what: "consent text",
                })
            };
        }
        self.insert(
            "INSERT INTO consent_texts (way_id, version, text, at)",
            "",
            &[args![way, version, text, at].into()],
        )
        .await?;
        Ok(())
    }
}

impl Reader {
    /// A way in that wasn't ended.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Damaged`].
    pub async fn way_in(&mut self, id: &str) -> Result<Option<WayIn>> {
        let sql = format!("SELECT {COLUMNS} FROM ways_in WHERE id = $1 AND ended_at IS NULL");
        let row = self.connection.row(&sql, &args![id]).await?;
        row.map(read).transpose()
    }

    /// A way in, also one that was ended.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Damaged`].
    pub async fn way_in_ever(&mut self, id: &str) -> Result<Option<WayIn>> {
        let sql = format!("SELECT {COLUMNS} FROM ways_in WHERE id = $1");
        let row = self.connection.row(&sql, &args![id]).await?;
        row.map(read).transpose()
    }

    /// What each way in is called, also those that were ended, by its id.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Damaged`].
    pub async fn way_titles(&mut self) -> Result<BTreeMap<String, String>> {
        let rows = self
            .connection
            .rows("SELECT id, title FROM ways_in", &[])
            .await?;
        rows.into_iter()
            .map(|mut row| Ok((row.take(0)?, row.take(1)?)))
            .collect()
    }

    /// All ways in that weren't ended, by title.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Damaged`].
    pub async fn ways_in(&mut self) -> Result<Vec<WayIn>> {
        let sql =
            format!("SELECT {COLUMNS} FROM ways_in WHERE ended_at IS NULL ORDER BY title, id");
        let rows = self.connection.rows(&sql, &[]).await?;
        rows.into_iter().map(read).collect()
    }

    /// The words of each version that people agreed to, the latest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Damaged`].
    pub async fn consent_texts(&mut self, way: &str) -> Result<Vec<(String, String, Timestamp)>> {
        const SQL: &str = "
            SELECT version, text, at
              FROM consent_texts
             WHERE way_id = $1
             ORDER BY at DESC, version";
        let rows = self.connection.rows(SQL, &args![way]).await?;
        rows.into_iter()
            .map(|mut row| Ok((row.take(0)?, row.take(1)?, row.take(2)?)))
            .collect()
    }
}
