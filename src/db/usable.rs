//! Whether a database can be used, asked at the start: it keeps what it acknowledges, or the start says what to mend.

use anyhow::anyhow;

use super::connection::DbConn;
use crate::config::DatabaseUrl;

/// The sentence for a database that does not serve, with the mend.
pub(super) fn unusable(url: &DatabaseUrl, cause: impl std::fmt::Display) -> anyhow::Error {
    let cause = cause.to_string();
    let mend = match url {
        DatabaseUrl::Sqlite(_) if cause.contains("full") => "Make room on its disk, or name another file",
        DatabaseUrl::Sqlite(_) => "Let this user read and write the file and its folder, or name another file",
        DatabaseUrl::Postgres(_) => "Start the server, make the database and its user, or name another one",
    };
    anyhow!("DATABASE_URL: the database {url} cannot be used. {mend}: {cause}")
}

/// PostgreSQL must sync before it answers, or a mail could tell of an export that a power cut takes back (SECURITY.md 1.3).
pub(super) fn require_durability(c: &mut DbConn) -> anyhow::Result<()> {
    use diesel::RunQueryDsl;
    let DbConn::Pg(c) = c else { return Ok(()) };
    for setting in ["fsync", "synchronous_commit", "full_page_writes"] {
        let value: String =
            diesel::dsl::sql::<diesel::sql_types::Text>(&format!("SELECT current_setting('{setting}')"))
                .get_result(c)?;
        if value == "off" {
            tracing::warn!(
                setting,
                "PostgreSQL may lose acknowledged changes: turn this setting on, unless this is a test"
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Db;

    #[test]
    fn a_database_that_cannot_be_used_names_the_setting_and_the_mend() {
        let folder = tempfile::tempdir().unwrap();
        let said = |url: &DatabaseUrl| format!("{:#}", Db::connect(url).err().unwrap());
        let no_file = said(&DatabaseUrl::Sqlite(folder.path().to_path_buf()));
        assert!(no_file.starts_with("DATABASE_URL: ") && no_file.contains("name another file: "), "{no_file}");
        let below_a_file = folder.path().join("file");
        std::fs::write(&below_a_file, "").unwrap();
        let no_folder = said(&DatabaseUrl::Sqlite(below_a_file.join("waybill.db")));
        assert!(no_folder.starts_with("DATABASE_URL: ") && no_folder.contains("name another file"), "{no_folder}");
        // Port 1 of loopback: nobody listens there.
        let no_server = said(&DatabaseUrl::Postgres("postgres://bob:secret@127.0.0.1:1/waybill".into()));
        assert!(no_server.starts_with("DATABASE_URL: ") && no_server.contains("Start the server"), "{no_server}");
        assert!(!no_server.contains("secret"), "{no_server}");
    }
}
