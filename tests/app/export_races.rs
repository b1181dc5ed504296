//! Who wins when several act on one export: every order of claim, beat, finish, cancel, lapse and sweep (FAILURES.md 3.8).

use chrono::Duration;
use waybill::db::exports::{self, Begun, Cancel, Limits, NewExport, Requested, Written};
use waybill::db::{objects, users};
use waybill::domain::export::{
    FailureCode, FileKind, Format, HeaderNames, Lost, Request, Separator, Source, State, Values,
};
use waybill::domain::record::{Selection, Sort};
use waybill::domain::user::Rights;
use waybill::domain::viewer::{Actor, Viewer};

use crate::support::TestApp;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    /// Some worker looks for work.
    Claim,
    /// The first worker shows a sign of life.
    FirstBeats,
    /// The first worker has published its file.
    FirstFinishes,
    /// The worker that claimed last has.
    LastFinishes,
    Cancel,
    /// 31 seconds without a sign of life.
    Silence,
    Sweep,
}

const ACTS: [Act; 7] =
    [Act::Claim, Act::FirstBeats, Act::FirstFinishes, Act::LastFinishes, Act::Cancel, Act::Silence, Act::Sweep];

const LIMITS: Limits = Limits { running: 1_000_000, per_day: 1_000_000 };

/// What the rules say must come out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Model {
    state: State,
    attempt: i32,
    is_silent: bool,
}

impl Model {
    fn has_lease(self, attempt: i32) -> bool {
        self.state == State::Running && self.attempt == attempt && attempt > 0
    }

    /// The answer that the act must get.
    fn act(&mut self, act: Act, last: i32) -> bool {
        match act {
            Act::Claim => {
                let due =
                    self.state == State::Queued || (self.state == State::Running && self.is_silent && self.attempt < 3);
                if due {
                    *self = Self { state: State::Running, attempt: self.attempt + 1, is_silent: false };
                }
                due
            }
            Act::FirstBeats => {
                let mine = self.has_lease(1);
                self.is_silent &= !mine;
                mine
            }
            Act::FirstFinishes | Act::LastFinishes => {
                let mine = self.has_lease(if act == Act::FirstFinishes { 1 } else { last });
                if mine {
                    self.state = State::Done;
                }
                mine
            }
            Act::Cancel => {
                let open = self.state.is_open();
                if open {
                    self.state = State::Cancelled;
                }
                open
            }
            Act::Silence => {
                self.is_silent = self.state == State::Running;
                true
            }
            Act::Sweep => {
                let lost = self.state == State::Running && self.is_silent && self.attempt >= 3;
                if lost {
                    self.state = State::Failed;
                }
                lost
            }
        }
    }
}

async fn viewer(test: &TestApp, name: &str) -> Viewer {
    let id = test.user(name, Rights { view: true, export: true, ..Rights::default() }).await;
    let user = test.app.db.read_now(|c| users::find(c, id)).unwrap().unwrap();
    Viewer { user, session: "s".into(), ip: None, request_id: "r".into() }
}

fn request(test: &TestApp, viewer: &Viewer, name: &str) -> Requested {
    let now = test.now();
    test.app
        .db
        .write_now(|c| {
            let object = objects::find(c, "contacts")?.unwrap();
            let request = Request {
                selection: Selection {
                    object_id: object.id,
                    search: String::new(),
                    sort: Sort::default(),
                    ..Selection::default()
                },
                columns: Vec::new(),
                header: HeaderNames::En,
                separator: Separator::Comma,
                byte_order_mark: true,
                guard: true,
                log: None,
                named: Vec::new(),
                format: Format::Csv,
                values: Values::Internal,
                zip: false,
                sheet: String::new(),
                records_per_file: None,
            };
            let public_id = waybill::secret::public_id().unwrap();
            let source = Source::object(&object.name);
            let new = NewExport { public_id, name: name.into(), object: Some(object), source, request, records: 0 };
            exports::request(c, new, LIMITS, viewer, now)
        })
        .unwrap()
}

fn act(test: &TestApp, public_id: &str, id: i64, act: Act, claimed: &mut Vec<i32>) -> bool {
    let (now, db) = (test.now(), &test.app.db);
    let finish = |attempt: i32| {
        let written = Written {
            records: 0,
            file_key: format!("exports/{public_id}/{attempt}.csv"),
            file_bytes: 0,
            file_sha256: "0".into(),
            kind: FileKind::Csv,
            parts: 1,
            cut_cells: 0,
        };
        db.write_now(|c| exports::finish(c, id, attempt, &written, now + Duration::days(30), now)).unwrap()
    };
    match act {
        Act::Claim => match db.write_now(|c| exports::claim(c, LIMITS, now)).unwrap() {
            Some(export) => {
                assert_eq!(export.id, id);
                claimed.push(export.details.attempt);
                true
            }
            None => false,
        },
        Act::FirstBeats => db.write_now(|c| exports::beat(c, id, 1, 7, now)).unwrap(),
        Act::FirstFinishes => finish(1),
        Act::LastFinishes => finish(claimed.last().copied().unwrap_or(1)),
        Act::Cancel => db.write_now(|c| exports::cancel(c, public_id, &Actor::system(), now)).unwrap() == Cancel::Done,
        Act::Silence => {
            test.pass(Duration::seconds(31));
            true
        }
        Act::Sweep => db.write_now(|c| exports::sweep(c, now)).unwrap() == 1,
    }
}

/// Every order of so many acts after the beginning given.
async fn every_order(beginning: &[Act], length: u32) {
    let test = TestApp::start().await;
    let viewer = viewer(&test, "Bob").await;
    for number in 0..ACTS.len().pow(length) {
        let mut acts = beginning.to_vec();
        acts.extend((0..length).map(|place| ACTS[number / ACTS.len().pow(place) % ACTS.len()]));
        let Requested::New(public_id) = request(&test, &viewer, &format!("{number}.csv")) else { panic!("not new") };
        let id = test.export(&public_id).id;
        let mut model = Model { state: State::Queued, attempt: 0, is_silent: false };
        let mut claimed = Vec::new();
        for one in &acts {
            let last = claimed.last().copied().unwrap_or(1);
            let expected = model.act(*one, last);
            assert_eq!(act(&test, &public_id, id, *one, &mut claimed), expected, "{one:?} in {acts:?}");
        }
        let export = test.export(&public_id);
        assert_eq!((export.state, export.details.attempt), (model.state, model.attempt), "{acts:?}");
        assert_eq!(export.details.file_key.is_some(), export.state == State::Done, "{acts:?}");
        let trail = test.trail(&public_id);
        let ends =
            trail.iter().filter(|a| ["export.finished", "export.failed", "export.cancelled"].contains(&a.as_str()));
        assert_eq!(ends.count(), usize::from(!export.state.is_open()), "{acts:?}: {trail:?}");
        test.app.db.write_now(|c| exports::cancel(c, &public_id, &Actor::system(), test.now())).unwrap();
    }
}

#[actix_web::test]
async fn every_order_of_three_acts_after_a_claim_ends_as_the_rules_say() {
    every_order(&[Act::Claim], 3).await;
}

#[actix_web::test]
async fn every_order_of_two_acts_after_two_silent_workers_ends_as_the_rules_say() {
    every_order(&[Act::Claim, Act::Silence, Act::Claim, Act::Silence, Act::Claim, Act::Silence], 2).await;
}

#[actix_web::test]
async fn every_order_of_two_acts_on_a_queued_export_ends_as_the_rules_say() {
    every_order(&[], 2).await;
}

#[actix_web::test]
async fn a_worker_that_was_overtaken_changes_nothing_whatever_it_tries() {
    let test = TestApp::start().await;
    let viewer = viewer(&test, "Bob").await;
    let Requested::New(public_id) = request(&test, &viewer, "a.csv") else { panic!("not new") };
    let (id, mut claimed) = (test.export(&public_id).id, Vec::new());
    for one in [Act::Claim, Act::Silence, Act::Claim] {
        assert!(act(&test, &public_id, id, one, &mut claimed));
    }
    let (before, trail, now, db) = (test.export(&public_id), test.trail(&public_id), test.now(), &test.app.db);
    assert_eq!((before.details.attempt, claimed.as_slice()), (2, &[1, 2][..]));
    let overtaken = 1;
    assert_eq!(db.write_now(|c| exports::begin(c, id, overtaken, 9, now, now)).unwrap(), Begun::Gone);
    assert!(!act(&test, &public_id, id, Act::FirstFinishes, &mut claimed));
    let changed = db.write_now(|c| {
        Ok([
            exports::beat(c, id, overtaken, 9, now)?,
            exports::keep(c, id, overtaken, now)?,
            exports::try_again_at(c, id, overtaken, now)?,
            exports::fail(c, id, overtaken, FailureCode::Disk, "", 9, now)?,
            exports::cancel_without_right(c, id, overtaken, Lost::Export, now)?,
            exports::give_back(c, id, overtaken)?,
        ])
    });
    assert_eq!(changed.unwrap(), [false; 6]);
    assert_eq!((test.export(&public_id), test.trail(&public_id)), (before, trail));
}

#[actix_web::test]
async fn two_workers_never_claim_one_export() {
    let test = TestApp::start().await;
    let viewer = viewer(&test, "Bob").await;
    for n in 0..20 {
        request(&test, &viewer, &format!("{n}.csv"));
    }
    let claims: Vec<i64> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let mut mine = Vec::new();
                    // A worker that finds the user locked by another one looks again, as the lane does.
                    for _ in 0..50 {
                        let now = test.clock.now();
                        mine.extend(
                            test.app.db.write_now(|c| exports::claim(c, LIMITS, now)).unwrap().map(|export| export.id),
                        );
                    }
                    mine
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    let different: std::collections::BTreeSet<i64> = claims.iter().copied().collect();
    assert_eq!((claims.len(), different.len()), (20, 20));
}

#[actix_web::test]
async fn several_workers_start_no_second_export_of_one_user() {
    let test = TestApp::start().await;
    let viewer = viewer(&test, "Bob").await;
    for n in 0..8 {
        request(&test, &viewer, &format!("{n}.csv"));
    }
    let one = Limits { running: 1, ..LIMITS };
    let now = test.now();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..10 {
                    test.app.db.write_now(|c| exports::claim(c, one, now)).unwrap();
                }
            });
        }
    });
    assert_eq!(test.number("SELECT count(*) AS n FROM exports WHERE state = 'running'"), 1);
}

#[actix_web::test]
async fn identical_requests_at_once_make_one_export() {
    let test = TestApp::start().await;
    let viewer = viewer(&test, "Bob").await;
    let answers: Vec<Requested> = std::thread::scope(|scope| {
        let clicks: Vec<_> = (0..4).map(|_| scope.spawn(|| request(&test, &viewer, "same.csv"))).collect();
        clicks.into_iter().map(|click| click.join().unwrap()).collect()
    });
    assert_eq!(answers.iter().filter(|answer| matches!(answer, Requested::New(_))).count(), 1, "{answers:?}");
    assert_eq!(test.number("SELECT count(*) AS n FROM exports"), 1);
}
