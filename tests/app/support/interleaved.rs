//! Two transactions of which neither waits by luck.

use std::sync::mpsc;

use waybill::db::DbConn;

use super::TestApp;

/// Two transactions, the second begun while the first has acted and is not committed yet.
pub(crate) fn interleaved<A: Send + 'static, B: Send + 'static>(
    test: &TestApp,
    first: impl FnOnce(&mut DbConn) -> A + Send + 'static,
    second: impl FnOnce(&mut DbConn) -> B + Send + 'static,
) -> (A, B) {
    let (has_acted, acted) = mpsc::channel();
    let (begin, begun) = mpsc::channel();
    // A process of its own for the second: on SQLite each has a single connection that writes.
    let other = test.second_process();
    let db = test.app.db.clone();
    let one = std::thread::spawn(move || {
        db.write_now(|c| {
            let done = first(c);
            has_acted.send(()).unwrap();
            begun.recv().unwrap();
            Ok(done)
        })
        .unwrap()
    });
    acted.recv().unwrap();
    let two = std::thread::spawn(move || {
        begin.send(()).unwrap();
        let done = other.app.db.write_now(|c| Ok(second(c))).unwrap();
        (done, other)
    });
    let (done, _other) = two.join().unwrap();
    (one.join().unwrap(), done)
}
