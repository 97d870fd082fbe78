//! Views: a filter with its order and columns, under a name, for one person or for more.

use crate::db::{Row, args};
use crate::log::{json, of_json};
use crate::{Reader, Result, Work};
use jiff::Timestamp;
use lifecycle::names::{MemberId, RoleId};

/// Who sees a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shared {
    /// Whoever made it.
    Mine,
    /// All members.
    All,
    /// All members with this role.
    Role(RoleId),
}

/// A saved view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredView {
    /// Its id.
    pub id: String,
    /// Whose it is.
    pub member: MemberId,
    /// Its name.
    pub name: String,
    /// Who sees it.
    pub shared: Shared,
    /// The filter and the order, as in an address: `stage=contacting&sort=-name`.
    pub query: String,
    /// The columns of the list; empty for the usual ones.
    pub columns: Vec<String>,
    /// When it was last changed.
    pub changed_at: Timestamp,
}

impl Shared {
    fn word(&self) -> &str {
        match self {
            Self::Mine => "",
            Self::All => "all",
            Self::Role(role) => role.as_str(),
        }
    }

    fn of_word(word: String) -> Self {
        match word.as_str() {
            "" => Self::Mine,
            "all" => Self::All,
            _ => Self::Role(word.into()),
        }
    }
}

const COLUMNS: &str = "id, member_id, name, shared, query, columns, changed_at";

fn read(mut row: Row) -> Result<StoredView> {
    Ok(StoredView {
        id: row.take(0)?,
        member: row.take::<String>(1)?.into(),
        name: row.take(2)?,
        shared: Shared::of_word(row.take(3)?),
        query: row.take(4)?,
        columns: of_json(&row.take::<String>(5)?)?,
        changed_at: row.take(6)?,
    })
}

impl Reader {
    /// All views, by name. There are few; who sees which is for others to say.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn views(&mut self) -> Result<Vec<StoredView>> {
        let sql = format!("SELECT {COLUMNS} FROM views ORDER BY name, id");
        let rows = self.connection.rows(&sql, &[]).await?;
        rows.into_iter().map(read).collect()
    }

    /// The view of this id.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn view(&mut self, id: &str) -> Result<Option<StoredView>> {
        let sql = format!("SELECT {COLUMNS} FROM views WHERE id = $1");
        let row = self.connection.row(&sql, &args![id]).await?;
        row.map(read).transpose()
    }

    /// The view with which the member begins.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn first_view(&mut self, member: &MemberId) -> Result<Option<String>> {
        const SQL: &str = "SELECT view_id FROM first_views WHERE member_id = $1";
        let row = self.connection.row(SQL, &args![member.as_str()]).await?;
        Ok(row.map(|mut row| row.take(0)).transpose()?)
    }
}

impl Work {
    /// Keeps a view, a new one or one that changed.
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy), [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn keep_view(&mut self, view: &StoredView) -> Result<()> {
        const SQL: &str = "
            INSERT INTO views (id, member_id, name, shared, query, columns, changed_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (id) DO UPDATE
               SET name = excluded.name, shared = excluded.shared, query = excluded.query,
                   columns = excluded.columns, changed_at = excluded.changed_at";
        self.execute(
            SQL,
            &args![
                view.id.as_str(),
                view.member.as_str(),
                view.name.as_str(),
                view.shared.word(),
                view.query.as_str(),
                json(&view.columns)?,
                view.changed_at
            ],
        )
        .await?;
        Ok(())
    }

    /// Takes a view away. `false` where there is none.
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy), [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn remove_view(&mut self, id: &str) -> Result<bool> {
        self.execute("DELETE FROM first_views WHERE view_id = $1", &args![id])
            .await?;
        let gone = self
            .execute("DELETE FROM views WHERE id = $1", &args![id])
            .await?;
        Ok(gone > 0)
    }

    /// The member begins with this view; `None`: with none.
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy), [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn begin_with(&mut self, member: &MemberId, view: Option<&str>) -> Result<()> {
        const FORGET: &str = "DELETE FROM first_views WHERE member_id = $1";
        const SET: &str = "
            INSERT INTO first_views (member_id, view_id)
            VALUES ($1, $2)
            ON CONFLICT (member_id) DO UPDATE SET view_id = excluded.view_id";
        match view {
            None => self.execute(FORGET, &args![member.as_str()]).await?,
            Some(view) => self.execute(SET, &args![member.as_str(), view]).await?,
        };
        Ok(())
    }
}
