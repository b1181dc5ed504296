//! `COPY (SELECT …) TO STDOUT`: how PostgreSQL hands over millions of rows in the least time (PERFORMANCE.md B). diesel copies whole
//! tables only, so the statement is put where it expects the name of one.

use std::cell::RefCell;
use std::io::BufRead;

use diesel::connection::SimpleConnection;
use diesel::pg::{CopyFormat, CopyTarget, Pg};
use diesel::prelude::*;
use diesel::query_builder::AstPass;
use diesel::result::Error;
use diesel::sql_types::Text;
use simdutf8::basic::from_utf8;

use super::QueryResult;
use super::records::sql::Sql;
use super::schema::records;

thread_local! {
    /// What [`Answer`] stands for on this thread: the trait gives it no self to keep that in.
    static QUESTION: RefCell<String> = const { RefCell::new(String::new()) };
}

/// The rows of a SELECT in place of a table.
struct Answer;

impl CopyTarget for Answer {
    type Table = records::table;
    type SqlType = Text;

    fn walk_target(mut pass: AstPass<'_, '_, Pg>) -> QueryResult<()> {
        QUESTION.with_borrow(|question| pass.push_sql(question));
        Ok(())
    }
}

/// Hands over the columns of each row, as they are in binary, until `take` has seen enough; whether it saw them all. Otherwise the
/// connection is good for nothing afterwards but being closed. The server begins to look for them while `may_read` decides whether
/// they are read.
///
/// # Errors
/// When the query fails, on the way too; or what `take` answers.
pub(super) fn copy_out<const COLUMNS: usize>(
    c: &mut PgConnection,
    sql: &Sql,
    may_read: impl FnOnce() -> bool,
    take: impl FnMut([&[u8]; COLUMNS]) -> QueryResult<bool>,
) -> QueryResult<bool> {
    let question = without_binds(c, sql)?;
    QUESTION.set(format!("({question})"));
    match stream(c, may_read, take) {
        // The end of the copy is still to be read, and whatever is asked next would stumble over it; this does not.
        Ok(true) => c.batch_execute("SELECT 1").map(|()| true),
        outcome => outcome,
    }
}

fn stream<const COLUMNS: usize>(
    c: &mut PgConnection,
    may_read: impl FnOnce() -> bool,
    mut take: impl FnMut([&[u8]; COLUMNS]) -> QueryResult<bool>,
) -> QueryResult<bool> {
    let mut stream = diesel::copy_to(Answer).with_format(CopyFormat::Binary).load_raw(c)?;
    if !may_read() {
        return Ok(false);
    }
    let mut rows = Rows::default();
    loop {
        let message = stream.fill_buf().map_err(|e| broken_off(&e.to_string()))?;
        let length = message.len();
        match rows.read(message, &mut take)? {
            Flow::On if length == 0 => return Err(broken_off("before its end")),
            Flow::On => {}
            Flow::Enough => return Ok(false),
            Flow::End => return Ok(true),
        }
        stream.consume(length);
    }
}

/// COPY takes no parameters, but a SELECT may read settings: what is bound elsewhere is bound to those here.
fn without_binds(c: &mut PgConnection, sql: &Sql) -> QueryResult<String> {
    let mut text = sql.text.clone();
    // From the last, as "$1" begins "$12" too.
    for (at, bind) in sql.binds.iter().enumerate().rev() {
        let name = format!("waybill.bind_{}", at + 1);
        diesel::sql_query("SELECT set_config($1, $2, false)")
            .bind::<Text, _>(&name)
            .bind::<Text, _>(bind)
            .execute(c)?;
        text = text.replace(&format!("${}", at + 1), &format!("current_setting('{name}')"));
    }
    Ok(text)
}

/// How every binary copy begins: a signature, then flags and the length of an extension, both zero.
const HEADER: &[u8; 19] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// Reads messages of a copy. A message holds whole rows; the first one begins with the header.
#[derive(Debug, Default)]
struct Rows {
    is_begun: bool,
}

enum Flow {
    On,
    /// `take` has seen enough.
    Enough,
    /// The trailer: every row was there.
    End,
}

impl Rows {
    fn read<const COLUMNS: usize>(
        &mut self,
        message: &[u8],
        take: &mut impl FnMut([&[u8]; COLUMNS]) -> QueryResult<bool>,
    ) -> QueryResult<Flow> {
        let mut rest = message;
        if !self.is_begun && !rest.is_empty() {
            rest = rest.strip_prefix(HEADER).ok_or_else(|| Error::DeserializationError("no copy".into()))?;
            self.is_begun = true;
        }
        while !rest.is_empty() {
            let columns = i16::from_be_bytes(cut_number(&mut rest)?);
            if columns == -1 {
                return Ok(Flow::End);
            }
            if usize::try_from(columns) != Ok(COLUMNS) {
                return Err(Error::DeserializationError("a copy of other columns".into()));
            }
            let mut values = [[].as_slice(); COLUMNS];
            for value in &mut values {
                let length = usize::try_from(i32::from_be_bytes(cut_number(&mut rest)?)).unwrap_or_default();
                (*value, rest) = rest.split_at_checked(length).ok_or_else(|| broken_off("within a row"))?;
            }
            if !take(values)? {
                return Ok(Flow::Enough);
            }
        }
        Ok(Flow::On)
    }
}

/// A text or JSON as it is handed over.
pub(super) fn text(value: &[u8]) -> QueryResult<&str> {
    from_utf8(value).map_err(|e| Error::DeserializationError(e.into()))
}

/// A `bigint` as it is handed over.
pub(super) fn number(value: &[u8]) -> QueryResult<i64> {
    let bytes = value.try_into().map_err(|_| Error::DeserializationError("a number of another length".into()))?;
    Ok(i64::from_be_bytes(bytes))
}

/// Takes the bytes of a number from the front.
fn cut_number<const BYTES: usize>(rest: &mut &[u8]) -> QueryResult<[u8; BYTES]> {
    let (number, behind) = rest.split_first_chunk().ok_or_else(|| broken_off("within a row"))?;
    *rest = behind;
    Ok(*number)
}

/// A copy without its trailer is not whole: the server has met an error, or is gone, or has taken too long. Which of them stands in
/// the server's log alone: it is lost on the way here.
#[derive(Debug, thiserror::Error)]
#[error("the copy broke off: {0}")]
pub(super) struct BrokenOff(String);

fn broken_off(why: &str) -> Error {
    Error::DeserializationError(BrokenOff(why.to_owned()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(messages: &[&[u8]]) -> Result<(Vec<String>, bool), String> {
        let (mut found, mut rows) = (Vec::new(), Rows::default());
        let mut take = |[value]: [&[u8]; 1]| {
            found.push(text(value)?.to_owned());
            Ok(found.len() < 3)
        };
        for message in messages {
            match rows.read(message, &mut take).map_err(|e| e.to_string())? {
                Flow::On => {}
                Flow::Enough => return Ok((found, false)),
                Flow::End => return Ok((found, true)),
            }
        }
        Err(format!("no end after {found:?}"))
    }

    fn row(text: &str) -> Vec<u8> {
        [&[0, 1], u32::try_from(text.len()).unwrap().to_be_bytes().as_slice(), text.as_bytes()].concat()
    }

    const END: &[u8] = &[0xff, 0xff];

    #[test]
    fn rows_come_with_the_header_alone_and_several_at_once() {
        let first = [HEADER.as_slice(), &row("Zoë")].concat();
        assert_eq!(read(&[&first, &row(""), END]), Ok((vec!["Zoë".into(), String::new()], true)));
        assert_eq!(read(&[HEADER, &[row("a"), END.to_vec()].concat()]), Ok((vec!["a".into()], true)));
        assert_eq!(read(&[HEADER, END]), Ok((vec![], true)));
        assert!(!read(&[HEADER, &row("a"), &row("b"), &row("c"), &row("d")]).unwrap().1);
    }

    #[test]
    fn several_columns_stay_apart() {
        let row = [&[0, 2, 0, 0, 0, 8], 700_i64.to_be_bytes().as_slice(), &[0, 0, 0, 2], b"{}"].concat();
        let (mut found, mut rows) = (Vec::new(), Rows::default());
        let mut take = |[id, props]: [&[u8]; 2]| {
            found.push(format!("{} {}", number(id)?, text(props)?));
            Ok(true)
        };
        for message in [HEADER.as_slice(), &row, &row, END] {
            rows.read(message, &mut take).unwrap();
        }
        assert_eq!(found, ["700 {}", "700 {}"]);
    }

    #[test]
    fn what_is_no_whole_copy_is_an_error() {
        let row = row("text");
        for messages in [
            vec![b"something else entirely".as_slice()],
            vec![HEADER, &row[..1]],
            vec![HEADER, &row[..4]],
            vec![HEADER, &row[..8]],
            vec![HEADER, &[0, 2, 0, 0, 0, 0, 0, 0, 0, 0]],
            vec![HEADER, &[0, 1, 0, 0, 0, 1, 0xff]],
            vec![HEADER, &row],
        ] {
            assert!(read(&messages).is_err(), "{messages:?}");
        }
    }
}
