//! The file of an export, whatever happens on the way: cancelled, crashed, too slow, disk full, expired (R5, R13, R22, R23,
//! R25, R31, R32; SECURITY.md E1–E8, X1).

use std::fs::File;
use std::io::{self, ErrorKind};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use chrono::Duration;
use waybill::config::DatabaseUrl;
use waybill::db::exports as rows;
use waybill::domain::export::{CancelReason, FailureCode, State};
use waybill::domain::standing::Standing;
use waybill::domain::user::Rights;
use waybill::domain::viewer::Actor;
use waybill::jobs::Stop;
use waybill::jobs::export_records::{Step, turn_watched};

use crate::exports::{export, export_named};
use crate::support::TestApp;

/// A moment in the writing of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Claimed,
    Counted,
    Rows,
    Between,
    Whole,
    Published,
}

const MOMENTS: [At; 6] = [At::Claimed, At::Counted, At::Rows, At::Between, At::Whole, At::Published];

fn moment(step: &Step<'_>) -> At {
    match step {
        Step::Claimed(_) => At::Claimed,
        Step::Counted(_) => At::Counted,
        Step::Rows(_) => At::Rows,
        Step::Between => At::Between,
        Step::Whole => At::Whole,
        Step::Published(_) => At::Published,
    }
}

/// One turn of a worker, in which something happens the first time that moment comes.
fn turn_with(test: &TestApp, at: At, mut happens: impl FnMut() -> io::Result<()>) -> bool {
    let mut is_over = false;
    turn_watched(&test.app, &Stop::default(), &mut |step| {
        if is_over || moment(&step) != at {
            return Ok(());
        }
        is_over = true;
        happens()
    })
    .unwrap()
}

/// As if the process had been killed then.
fn killed_at(test: &TestApp, at: At) {
    let killed = catch_unwind(AssertUnwindSafe(|| turn_with(test, at, || panic!("kill -9"))));
    assert!(killed.is_err(), "{at:?} came");
}

fn wind_back(path: &Path, to: chrono::DateTime<chrono::Utc>) {
    File::options().write(true).open(path).unwrap().set_modified(SystemTime::from(to)).unwrap();
}

#[actix_web::test]
async fn a_cancel_at_any_moment_leaves_no_file() {
    let test = TestApp::start().await;
    test.contacts(2_001).await;
    let mut bob = test.exporter("Bob").await;
    for at in MOMENTS {
        let id = export_named(&mut bob, &format!("{at:?}")).await;
        assert!(turn_with(&test, at, || {
            let now = test.now();
            let cancelled = test.app.db.write_now(|c| rows::cancel(c, &id, &Actor::system(), now)).unwrap();
            assert_eq!(cancelled, rows::Cancel::Done);
            test.pass(Duration::seconds(1));
            Ok(())
        }));
        let cancelled = test.export(&id);
        assert_eq!(
            (cancelled.state, cancelled.details.file_key, cancelled.records),
            (State::Cancelled, None, 2_001),
            "{at:?}"
        );
        assert!(test.files_left().is_empty(), "{at:?}: {:?}", test.files_left());
        assert_eq!(test.mails_to("ready", "Bob"), 0);
        assert!(!test.trail(&id).contains(&"export.finished".to_owned()));
    }
}

#[actix_web::test]
async fn a_right_lost_while_it_runs_ends_it_at_any_moment() {
    let test = TestApp::start().await;
    test.contacts(2_001).await;
    for at in MOMENTS {
        let name = format!("Bob {at:?}");
        let mut bob = test.exporter(&name).await;
        let id = export(&mut bob).await;
        turn_with(&test, at, || {
            test.sql_now(format!("UPDATE users SET may_export = false WHERE name = '{name}'"));
            test.pass(Duration::seconds(1));
            Ok(())
        });
        let ended = test.export(&id);
        assert_eq!((ended.state, ended.cancel_reason), (State::Cancelled, Some(CancelReason::Rights)), "{at:?}");
        assert!(test.files_left().is_empty(), "{at:?}");
    }
}

#[actix_web::test]
async fn a_crash_at_any_moment_is_made_good_by_the_next_worker() {
    let test = TestApp::start().await;
    test.contacts(2_001).await;
    let mut bob = test.exporter("Bob").await;
    for at in MOMENTS {
        let id = export_named(&mut bob, &format!("{at:?}")).await;
        killed_at(&test, at);
        assert_eq!(test.export(&id).state, State::Running, "{at:?}");
        assert_eq!(test.run_lane("exports"), 0, "{at:?}: the lease still holds");
        test.pass(Duration::seconds(31));
        test.run_jobs();
        let done = test.export(&id);
        assert_eq!((done.state, done.details.attempt, done.records), (State::Done, 2, 2_001), "{at:?}");
        assert_eq!(waybill::secret::sha256_hex(&test.file_of(&id)), done.details.file_sha256.clone().unwrap());
        // What the dead worker left is no row's: it goes after an hour, the file of the row stays.
        for path in test.files_left() {
            wind_back(&path, test.now() - Duration::hours(2));
        }
        test.run_jobs();
        let left = test.files_left();
        assert!(left.len() == 1 && left[0].ends_with(done.details.file_key.as_ref().unwrap()), "{at:?}: {left:?}");
        std::fs::remove_file(&left[0]).unwrap();
    }
    assert_eq!(test.mails_to("ready", "Bob"), 6, "one for each export");
}

#[actix_web::test]
async fn a_file_whose_row_is_still_open_is_not_swept() {
    let test = TestApp::start().await;
    let mut bob = test.exporter("Bob").await;
    export(&mut bob).await;
    killed_at(&test, At::Published);
    for path in test.files_left() {
        wind_back(&path, test.now() - Duration::hours(2));
    }
    test.run_jobs();
    assert_eq!(test.files_left().len(), 1, "its finish may be on its way");
}

#[actix_web::test]
async fn three_lost_workers_fail_an_export() {
    let test = TestApp::start().await;
    let mut bob = test.exporter("Bob").await;
    let id = export(&mut bob).await;
    for _ in 0..3 {
        killed_at(&test, At::Counted);
        test.pass(Duration::seconds(31));
    }
    test.run_jobs();
    let failed = test.export(&id);
    assert_eq!((failed.state, failed.details.attempt), (State::Failed, 3));
    assert_eq!(failed.failure.map(|(code, _)| code), Some(FailureCode::LostWorker));
    assert_eq!(test.mails_to("failed", "Bob"), 1);
}

#[actix_web::test]
async fn a_worker_that_wakes_up_after_its_lease_changes_nothing() {
    let test = TestApp::start().await;
    let mut bob = test.exporter("Bob").await;
    let id = export(&mut bob).await;
    turn_with(&test, At::Whole, || {
        test.pass(Duration::seconds(31));
        assert!(turn_with(&test, At::Claimed, || Ok(())), "another worker takes it up");
        Ok(())
    });
    let done = test.export(&id);
    assert_eq!((done.state, done.details.attempt), (State::Done, 2));
    assert_eq!(test.files_left().len(), 1);
    assert_eq!(test.mails_to("ready", "Bob"), 1);
    assert_eq!(test.trail(&id).iter().filter(|action| *action == "export.finished").count(), 1);
}

#[actix_web::test]
async fn the_file_is_one_moment_of_the_records() {
    let test = TestApp::start().await;
    test.contacts(2_001).await;
    let mut bob = test.exporter("Bob").await;
    let id = export(&mut bob).await;
    turn_with(&test, At::Rows, || {
        test.sql_now("DELETE FROM records WHERE id IN (SELECT id FROM records ORDER BY id LIMIT 100)");
        test.sql_now("UPDATE records SET props = '{\"p1\":\"changed\"}'");
        Ok(())
    });
    let file = String::from_utf8(test.file_of(&id)).unwrap();
    assert_eq!(file.lines().count(), 2_002);
    assert!(!file.contains("changed"));
}

#[actix_web::test]
async fn on_postgresql_the_count_is_of_the_same_moment_although_it_is_told_beside() {
    let test = TestApp::start().await;
    let DatabaseUrl::Postgres(_) = &test.app.config.database else {
        // SQLite counts on the one connection that reads.
        return;
    };
    test.contacts(2_001).await;
    let mut bob = test.exporter("Bob").await;
    let id = export(&mut bob).await;
    let mut counted = 0;
    std::thread::scope(|scope| {
        // The export's first question waits for the properties, with its moment taken; its second connection is not there yet.
        test.sql_now_while("LOCK TABLE properties", || {
            scope.spawn(|| {
                turn_watched(&test.app, &Stop::default(), &mut |step| {
                    if let Step::Counted(records) = step {
                        counted = records;
                    }
                    Ok(())
                })
                .unwrap();
            });
            let waiting = "SELECT count(*) AS n FROM pg_locks WHERE NOT granted AND database = \
                           (SELECT oid FROM pg_database WHERE datname = current_database())";
            while test.number(waiting) == 0 {
                std::thread::sleep(std::time::Duration::from_millis(5));
            }
            test.sql_now("DELETE FROM records WHERE id IN (SELECT id FROM records ORDER BY id LIMIT 100)");
        });
    });
    assert_eq!((test.export(&id).state, counted), (State::Done, 2_001));
    assert_eq!(String::from_utf8(test.file_of(&id)).unwrap().lines().count(), 2_002);
}

#[actix_web::test]
async fn more_exports_at_once_than_connections_are_kept_all_come_through() {
    const AT_ONCE: usize = 9;
    let test = TestApp::start().await;
    test.contacts(5).await;
    let mut ids = Vec::new();
    for n in 0..AT_ONCE {
        ids.push(export(&mut test.exporter(&format!("Bob {n}")).await).await);
    }
    let counted = AtomicUsize::new(0);
    // Each waits with its moment until all have theirs; one that is refused would keep the others for good.
    let wait = || {
        counted.fetch_add(1, Ordering::SeqCst);
        for _ in 0..2_000 {
            if counted.load(Ordering::SeqCst) == AT_ONCE {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                turn_watched(&test.app, &Stop::default(), &mut |step| {
                    if matches!(step, Step::Counted(_)) {
                        wait();
                    }
                    Ok(())
                })
                .unwrap();
            });
        }
    });
    assert_eq!(counted.into_inner(), AT_ONCE);
    for id in ids {
        let done = test.export(&id);
        assert_eq!((done.state, done.details.attempt, done.records), (State::Done, 1, 5));
    }
}

#[actix_web::test]
async fn a_snapshot_of_more_than_thirty_minutes_fails_the_export() {
    let test = TestApp::start().await;
    test.contacts(2_001).await;
    let mut bob = test.exporter("Bob").await;
    let id = export(&mut bob).await;
    turn_with(&test, At::Rows, || {
        test.pass(Duration::minutes(30) + Duration::seconds(1));
        Ok(())
    });
    let failed = test.export(&id);
    assert_eq!(failed.failure.map(|(code, _)| code), Some(FailureCode::TooSlow));
    assert!(test.files_left().is_empty());
}

#[actix_web::test]
async fn a_full_disk_fails_the_export_and_leaves_nothing_behind() {
    let test = TestApp::start().await;
    test.contacts(2_001).await;
    let mut bob = test.exporter("Bob").await;
    for at in [At::Rows, At::Whole] {
        let id = export_named(&mut bob, &format!("{at:?}")).await;
        turn_with(&test, at, || Err(ErrorKind::StorageFull.into()));
        let failed = test.export(&id);
        assert_eq!((failed.state, failed.records, failed.details.attempt), (State::Failed, 2_001, 1));
        assert_eq!(failed.records_done, if at == At::Rows { 2_000 } else { 2_001 });
        assert_eq!(failed.failure.map(|(code, _)| code), Some(FailureCode::Disk));
        assert!(test.files_left().is_empty());
    }
}

#[actix_web::test]
async fn other_errors_are_tried_again_and_fail_with_a_reference() {
    let test = TestApp::start().await;
    let mut bob = test.exporter("Bob").await;
    let id = export(&mut bob).await;
    for attempt in 1..=3 {
        assert!(turn_with(&test, At::Whole, || Err(io::Error::other("a cable"))));
        assert_eq!(test.export(&id).details.attempt, attempt);
        assert_eq!(test.run_lane("exports"), 0, "not at once");
        test.pass(Duration::seconds(11));
    }
    let failed = test.export(&id);
    assert_eq!(failed.failure, Some((FailureCode::Other, format!("{id}-3"))));
    assert!(test.files_left().is_empty());
}

#[actix_web::test]
async fn a_worker_that_is_told_to_stop_gives_its_export_back() {
    let test = TestApp::start().await;
    test.contacts(2_001).await;
    let mut bob = test.exporter("Bob").await;
    let id = export(&mut bob).await;
    let stop = Stop::default();
    turn_watched(&test.app, &stop, &mut |step| {
        if moment(&step) == At::Rows {
            stop.now();
        }
        Ok(())
    })
    .unwrap();
    assert_eq!(test.export(&id).state, State::Queued);
    assert!(test.files_left().is_empty());
    test.run_jobs();
    assert_eq!(test.export(&id).state, State::Done);
}

#[actix_web::test]
async fn progress_is_in_the_row_while_it_runs() {
    let test = TestApp::start().await;
    test.contacts(4_001).await;
    let mut bob = test.exporter("Bob").await;
    let id = export(&mut bob).await;
    let mut seen = Vec::new();
    turn_watched(&test.app, &Stop::default(), &mut |step| {
        if let Step::Rows(_) = step {
            seen.push(test.export(&id).records_done);
            test.pass(Duration::milliseconds(250));
        }
        Ok(())
    })
    .unwrap();
    assert_eq!(seen, [0, 2_000]);
}

#[actix_web::test]
async fn a_threshold_set_while_it_runs_is_told_of_at_the_end() {
    let test = TestApp::start().await;
    test.contacts(2).await;
    let alice = test.user("Alice", Rights::SUPER_ADMIN).await;
    let mut bob = test.exporter("Bob").await;
    let id = export(&mut bob).await;
    turn_with(&test, At::Whole, || {
        test.threshold_now(alice, 1);
        Ok(())
    });
    assert_eq!(test.export(&id).state, State::Done);
    assert_eq!((test.mails_to("large", "Alice"), test.mails_to("large_late", "Alice")), (0, 1));
}

#[actix_web::test]
async fn an_expired_file_is_deleted_and_its_row_stays() {
    let test = TestApp::with(|config| config.file_retention_days = 7).await;
    let mut bob = test.exporter("Bob").await;
    let id = export(&mut bob).await;
    test.run_jobs();
    test.pass(Duration::days(7) - Duration::seconds(1));
    test.run_jobs();
    assert_eq!(test.files_left().len(), 1);
    test.pass(Duration::seconds(1));
    assert_eq!(test.export(&id).standing(test.now()), Standing::Expired);
    test.run_jobs();
    assert!(test.files_left().is_empty());
    let row = test.export(&id);
    assert_eq!((row.state, row.details.file_removed_at), (State::Done, Some(test.now())));
    assert_eq!(test.trail(&id).last().map(String::as_str), Some("export.expired"));
    assert_eq!(test.run_jobs(), 0, "once");
}

#[actix_web::test]
async fn a_file_deleted_early_goes_with_the_next_upkeep() {
    let test = TestApp::start().await;
    let mut bob = test.exporter("Bob").await;
    let id = export(&mut bob).await;
    test.run_jobs();
    let at = test.now().format("%F %T%.6f");
    test.sql(format!("UPDATE exports SET deleted_at = '{at}', deleted_by_name = 'Alice'"));
    test.run_jobs();
    assert!(test.files_left().is_empty());
    assert!(!test.trail(&id).contains(&"export.expired".to_owned()), "its deletion has a line of its own");
}

#[actix_web::test]
async fn a_lone_process_takes_up_at_its_start_what_a_killed_one_left() {
    let test = TestApp::with(|config| config.workers = 1).await;
    let mut bob = test.exporter("Bob").await;
    let id = export(&mut bob).await;
    killed_at(&test, At::Counted);
    if matches!(test.app.config.database, DatabaseUrl::Postgres(_)) {
        return;
    }
    let stop = Stop::default();
    let workers = waybill::jobs::start(&test.app, &stop).unwrap();
    // The workers run on their own threads here, so their outcome is waited for, no longer than the test's time-out.
    while test.export(&id).state == State::Running {
        std::thread::yield_now();
    }
    stop.now();
    workers.join();
    assert_eq!(test.export(&id).state, State::Done);
}

fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[actix_web::test]
async fn memory_stays_flat_whatever_the_size_of_the_file() {
    let test = TestApp::start().await;
    test.records(crate::support::CONTACTS, ["{}".to_owned()]).await;
    // Made by the database, so that the memory of this process is as it was.
    let values: Vec<String> = (1..=20).map(|id| format!(r#""p{id}":"some words of a value ' || i || '""#)).collect();
    let as_json = match test.app.config.database {
        DatabaseUrl::Postgres(_) => "::json",
        DatabaseUrl::Sqlite(_) => "",
    };
    test.sql(format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 59999) \
         INSERT INTO records (object_id, created_at, name_key, search, props) \
         SELECT r.object_id, r.created_at, '', '', ('{{{}}}'){as_json} FROM n, (SELECT * FROM records LIMIT 1) r",
        values.join(",")
    ));
    let mut alice = test.super_admin("Alice").await;
    let page = alice.open("/records/contacts/export").await;
    let form = page.form("/records/contacts/export").fill("props", "all");
    let id = crate::support::export_in(&form.submit(&mut alice).await.path);
    let before = resident_kib();
    let mut most = before;
    turn_watched(&test.app, &Stop::default(), &mut |_| {
        most = most.max(resident_kib());
        Ok(())
    })
    .unwrap();
    let done = test.export(&id);
    assert_eq!((done.state, done.records), (State::Done, 60_000));
    // The file alone is larger than what the process may grow by.
    assert!(done.file_bytes.unwrap() > 30_000_000, "{:?}", done.file_bytes);
    assert!(most - before < 24 * 1024, "{} KiB more", most - before);
}
