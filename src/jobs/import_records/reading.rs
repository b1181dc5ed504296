//! From the file of an import to batches of rows that are ready to be written.

use std::io::{Read, Seek};
use std::mem;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender};

use anyhow::Context;

use super::columns::Columns;
use crate::db::imports::Batch;
use crate::db::records::NewRecord;
use crate::domain::import::Import;
use crate::domain::record::Property;
use crate::formats::csv_in::{HeaderError, Limits, Row};
use crate::formats::table_in::{self, Item};

/// Rows of a batch: enough that a page of an index which several of them change is written once, few enough that a cancel is
/// heard within a second.
const BATCH_ROWS: i64 = 25_000;
/// Rows of a batch that are compared with what is there: those hold records, and before them. More of them held SQLite's one
/// writer for up to two seconds, and others could not save.
const BATCH_ROWS_MATCHED: i64 = 1_000;
/// A batch of large rows ends earlier, so that memory stays flat.
const BATCH_BYTES: usize = 24 * 1024 * 1024;

/// Rows on their way from the file to whoever writes them.
pub(super) struct Reading<'a> {
    import: &'a Import,
    properties: &'a [Property],
    batches: SyncSender<Batch>,
    /// Records that are written. They end in the thread that they began in: the allocator would have two wait for each other.
    written: Receiver<Vec<NewRecord>>,
    columns: Option<Columns<'a>>,
    /// Rows that an earlier attempt has committed.
    skip: i64,
    batch: Batch,
    /// Memory that the batch takes, about.
    bytes: usize,
    bytes_done: i64,
}

impl<'a> Reading<'a> {
    pub(super) fn new(
        import: &'a Import,
        properties: &'a [Property],
        batches: SyncSender<Batch>,
        written: Receiver<Vec<NewRecord>>,
    ) -> Self {
        Self {
            import,
            properties,
            batches,
            written,
            columns: None,
            skip: import.rows_done,
            batch: Batch::default(),
            bytes: 0,
            bytes_done: import.bytes_done,
        }
    }

    /// Reads to the end of the file, or until nobody takes its rows any more.
    pub(super) fn read(mut self, file: impl Read + Seek) -> anyhow::Result<()> {
        let is_guarded = self.import.options.is_guarded;
        let outcome = table_in::read(file, Limits::default(), is_guarded, |item| match item {
            Item::Sheet(_) => Ok(ControlFlow::Continue(())),
            Item::Header(headers) => {
                let columns = Columns::new(&headers, self.properties, self.import);
                self.columns = Some(columns.context("the file no longer has the columns that it came with")?);
                Ok(ControlFlow::Continue(()))
            }
            Item::Row(row) => self.row(row),
        });
        // Of the file itself, and not of what was done with its rows.
        outcome.map_err(|e| if e.is::<HeaderError>() { e.context("read the upload") } else { e })?;
        if self.batch.rows > 0 {
            // Nobody may be there to take it; that is known where the rows are written.
            self.is_taken();
        }
        Ok(())
    }

    fn row(&mut self, row: Row) -> anyhow::Result<ControlFlow<()>> {
        if self.skip > 0 {
            self.skip -= 1;
            return Ok(ControlFlow::Continue(()));
        }
        let columns = self.columns.as_mut().context("a row came before the header")?;
        self.bytes_done = i64::try_from(row.bytes_read).unwrap_or(i64::MAX).max(self.bytes_done);
        self.bytes += columns.take(row, &mut self.batch);
        self.batch.rows += 1;
        let most = if self.batch.matched.is_empty() { BATCH_ROWS } else { BATCH_ROWS_MATCHED };
        if self.batch.rows >= most || self.bytes >= BATCH_BYTES {
            return Ok(if self.is_taken() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) });
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Hands the batch over; whether somebody takes it.
    fn is_taken(&mut self) -> bool {
        self.batch.bytes_done = self.bytes_done;
        self.bytes = 0;
        let is_taken = self.batches.send(mem::take(&mut self.batch)).is_ok();
        if let (Ok(written), Some(columns)) = (self.written.try_recv(), &mut self.columns) {
            columns.spare = written;
        }
        is_taken
    }
}
