//! Who wins when several act on one import (R53): every order of claim, batch, finish, cancel, lapse and a right that is taken
//! away; and those of them that meet in the database at the same moment.

use chrono::Duration;
use waybill::db::imports::{self, Batch, Cancel, Going, NewImport};
use waybill::db::records::NewRecord;
use waybill::db::users::{self, RightsChange};
use waybill::db::{DbConn, objects};
use waybill::domain::export::State;
use waybill::domain::import::Import;
use waybill::domain::import::columns::Target;
use waybill::domain::import::formats::Options;
use waybill::domain::import::mode::Mode;
use waybill::domain::user::{Rights, User};
use waybill::domain::viewer::Actor;

use crate::support::TestApp;
use crate::support::imports::IMPORTER;
use crate::support::interleaved::interleaved;

/// The attempt after which an import that took nothing is given up.
const LAST: i32 = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    /// Some worker looks for work.
    Claim,
    /// The first worker writes a batch of one row.
    FirstWrites,
    /// The worker that claimed last does.
    LastWrites,
    /// The first worker has come to the end of the file.
    FirstFinishes,
    /// The worker that claimed last has.
    LastFinishes,
    Cancel,
    /// 31 seconds without a sign of life.
    Silence,
    /// The right to import is taken away and given back.
    RightGoes,
}

const ACTS: [Act; 8] = [
    Act::Claim,
    Act::FirstWrites,
    Act::LastWrites,
    Act::FirstFinishes,
    Act::LastFinishes,
    Act::Cancel,
    Act::Silence,
    Act::RightGoes,
];

/// What the rules say must come out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Model {
    state: State,
    attempt: i32,
    fruitless: i32,
    is_silent: bool,
    rows: i64,
}

impl Model {
    /// The answer that the act must get.
    fn act(&mut self, act: Act, last: i32) -> bool {
        let is_open = matches!(self.state, State::Queued | State::Running);
        let worker = if matches!(act, Act::FirstWrites | Act::FirstFinishes) { 1 } else { last };
        let is_theirs = self.state == State::Running && self.attempt == worker;
        match act {
            Act::Claim => {
                let is_due = self.state == State::Queued || (self.state == State::Running && self.is_silent);
                if !is_due {
                    return false;
                }
                (self.attempt, self.fruitless, self.is_silent) = (self.attempt + 1, self.fruitless + 1, false);
                self.state = if self.fruitless > LAST { State::Failed } else { State::Running };
                self.state == State::Running
            }
            Act::FirstWrites | Act::LastWrites => {
                if is_theirs {
                    (self.rows, self.fruitless, self.is_silent) = (self.rows + 1, 0, false);
                }
                is_theirs
            }
            Act::FirstFinishes | Act::LastFinishes => {
                if is_theirs {
                    self.state = State::Done;
                }
                is_theirs
            }
            Act::Cancel | Act::RightGoes => {
                if is_open {
                    self.state = State::Cancelled;
                }
                is_open
            }
            Act::Silence => {
                self.is_silent = self.state == State::Running;
                true
            }
        }
    }
}

/// People and a place for imports.
struct Scene {
    test: TestApp,
    admin: Actor,
    importer: User,
}

impl Scene {
    async fn set() -> Self {
        let test = TestApp::start().await;
        let (alice, ines) = (test.user("Alice", Rights::SUPER_ADMIN).await, test.user("Ines", IMPORTER).await);
        let find = |id| test.app.db.read_now(|c| users::find(c, id)).unwrap().unwrap();
        let (admin, importer) = (Actor::user(&find(alice)), find(ines));
        Self { test, admin, importer }
    }

    fn request(&self) -> Import {
        let new = NewImport {
            public_id: waybill::secret::public_id().unwrap(),
            object_id: 1,
            file_name: "a.csv".into(),
            upload_key: "uploads/none".into(),
            upload_public_id: None,
            file_bytes: 1,
            targets: vec![Target::Known(1)],
            mode: Mode::Create,
            key_property_id: None,
            options: Options { headings: vec!["First name".into()], ..Options::default() },
            segment: None,
        };
        let (by, now) = (Actor::user(&self.importer), self.test.now());
        self.test.app.db.write_now(|c| imports::request(c, &new, &by, now)).unwrap()
    }

    fn now(&self, import: &Import) -> Import {
        self.test.app.db.read_now(|c| imports::find(c, import.id)).unwrap().unwrap()
    }

    fn claim(&self, id: i64) -> Option<Import> {
        let now = self.test.now();
        self.test.app.db.write_now(|c| imports::claim(c, id, now)).unwrap()
    }

    /// Takes the right to import away, as the page of the user does; answers whether it was there.
    fn take_right(&self, c: &mut DbConn) -> bool {
        let now = self.test.now();
        let rights = Rights { import: false, ..IMPORTER };
        let done = users::change_rights(c, &self.importer.public_id, rights, None, None, &self.admin, now).unwrap();
        matches!(done, RightsChange::Done(_))
    }

    fn give_right(&self, c: &mut DbConn) {
        let now = self.test.now();
        users::change_rights(c, &self.importer.public_id, IMPORTER, None, None, &self.admin, now).unwrap();
    }

    fn act(&self, import: &Import, act: Act, claimed: &mut Vec<i32>) -> bool {
        let (db, now) = (&self.test.app.db, self.test.now());
        let worker =
            if matches!(act, Act::FirstWrites | Act::FirstFinishes) { 1 } else { claimed.last().copied().unwrap_or(1) };
        match act {
            Act::Claim => {
                let taken = self.claim(import.id);
                claimed.extend(taken.iter().map(|import| import.attempt));
                taken.is_some()
            }
            Act::FirstWrites | Act::LastWrites => {
                let theirs = Import { attempt: worker, ..import.clone() };
                db.write_now(|c| Ok(write(c, &theirs, now))).unwrap() == Going::On
            }
            Act::FirstFinishes | Act::LastFinishes => {
                db.write_now(|c| imports::finish(c, import.id, worker, now)).unwrap() == Going::On
            }
            Act::Cancel => db.write_now(|c| imports::cancel(c, import.id, &self.admin, now)).unwrap() == Cancel::Done,
            Act::Silence => {
                self.test.pass(Duration::seconds(31));
                true
            }
            Act::RightGoes => {
                let before = self.now(import).state;
                db.write_now(|c| {
                    self.take_right(c);
                    self.give_right(c);
                    Ok(())
                })
                .unwrap();
                before != self.now(import).state
            }
        }
    }
}

/// A batch of one row.
fn write(c: &mut DbConn, import: &Import, now: chrono::DateTime<chrono::Utc>) -> Going {
    let properties = objects::properties(c, import.object_id).unwrap();
    let records = vec![NewRecord::from_values(&properties, &[(1, "Ada".to_owned())])];
    let batch = Batch { records, rows: 1, bytes_done: 1, ..Batch::default() };
    imports::add_batch(c, import, &properties, &batch, |_| String::new(), now).unwrap()
}

/// Every order of so many acts after the beginning given.
async fn every_order(beginning: &[Act], length: u32) {
    let scene = Scene::set().await;
    for number in 0..ACTS.len().pow(length) {
        let mut acts = beginning.to_vec();
        acts.extend((0..length).map(|place| ACTS[number / ACTS.len().pow(place) % ACTS.len()]));
        let import = scene.request();
        let mut model = Model { state: State::Queued, attempt: 0, fruitless: 0, is_silent: false, rows: 0 };
        let mut claimed = Vec::new();
        for one in &acts {
            let last = claimed.last().copied().unwrap_or(1);
            let expected = model.act(*one, last);
            assert_eq!(scene.act(&import, *one, &mut claimed), expected, "{one:?} in {acts:?}");
        }
        let ended = scene.now(&import);
        assert_eq!((ended.state, ended.attempt), (model.state, model.attempt), "{acts:?}");
        let id = import.id;
        let records = scene.test.number(&format!("SELECT count(*) AS n FROM records WHERE import_id = {id}"));
        assert_eq!((records, ended.rows_added, ended.rows_done), (model.rows, model.rows, model.rows), "{acts:?}");
        let ends = scene.test.number(&format!(
            "SELECT count(*) AS n FROM audit_events WHERE subject_kind = 'import' AND subject_id = {id} \
             AND action IN ('import.finished', 'import.failed', 'import.cancelled')"
        ));
        assert_eq!(ends, i64::from(!ended.state.is_open()), "{acts:?}");
        let now = scene.test.now();
        scene.test.app.db.write_now(|c| imports::cancel(c, id, &scene.admin, now)).unwrap();
    }
}

#[actix_web::test]
async fn every_order_of_three_acts_after_a_claim_of_an_import_ends_as_the_rules_say() {
    every_order(&[Act::Claim], 3).await;
}

#[actix_web::test]
async fn every_order_of_two_acts_after_three_silent_workers_of_an_import_ends_as_the_rules_say() {
    every_order(&[Act::Claim, Act::Silence, Act::Claim, Act::Silence, Act::Claim, Act::Silence], 2).await;
}

#[actix_web::test]
async fn every_order_of_two_acts_on_a_queued_import_ends_as_the_rules_say() {
    every_order(&[], 2).await;
}

#[actix_web::test]
async fn two_workers_never_claim_one_import() {
    let scene = Scene::set().await;
    let wanted: Vec<i64> = (0..12).map(|_| scene.request().id).collect();
    let now = scene.test.now();
    let claims: Vec<i64> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let look = |_| scene.test.app.db.write_now(|c| imports::claim_next(c, now)).unwrap();
                    (0..12).filter_map(look).map(|import| import.id).collect::<Vec<_>>()
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    let mut sorted = claims.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, wanted, "each of them once");
}

#[actix_web::test]
async fn of_a_cancel_and_a_batch_whoever_commits_first_wins() {
    for cancel_first in [true, false] {
        let scene = Scene::set().await;
        let import = scene.claim(scene.request().id).unwrap();
        let (id, now, by) = (import.id, scene.test.now(), scene.admin.clone());
        let cancel = move |c: &mut DbConn| imports::cancel(c, id, &by, now).unwrap();
        let theirs = import.clone();
        let batch = move |c: &mut DbConn| write(c, &theirs, now);
        let (cancelled, going) = if cancel_first {
            interleaved(&scene.test, cancel, batch)
        } else {
            let (going, cancelled) = interleaved(&scene.test, batch, cancel);
            (cancelled, going)
        };
        assert_eq!(cancelled, Cancel::Done);
        assert_eq!(going, if cancel_first { Going::Over } else { Going::On });
        let rows = i64::from(!cancel_first);
        assert_eq!((scene.now(&import).state, scene.now(&import).rows_added), (State::Cancelled, rows));
        assert_eq!(scene.test.number("SELECT count(*) AS n FROM records"), rows);
    }
}

#[actix_web::test]
async fn of_a_cancel_and_the_end_of_an_import_whoever_commits_first_wins() {
    for cancel_first in [true, false] {
        let scene = Scene::set().await;
        let import = scene.claim(scene.request().id).unwrap();
        let (id, attempt, now, by) = (import.id, import.attempt, scene.test.now(), scene.admin.clone());
        let cancel = move |c: &mut DbConn| imports::cancel(c, id, &by, now).unwrap();
        let finish = move |c: &mut DbConn| imports::finish(c, id, attempt, now).unwrap();
        let (cancelled, going) = if cancel_first {
            interleaved(&scene.test, cancel, finish)
        } else {
            let (going, cancelled) = interleaved(&scene.test, finish, cancel);
            (cancelled, going)
        };
        let expected = if cancel_first {
            (Cancel::Done, Going::Over, State::Cancelled)
        } else {
            (Cancel::TooLate, Going::On, State::Done)
        };
        assert_eq!((cancelled, going, scene.now(&import).state), expected);
    }
}

#[actix_web::test]
async fn of_a_batch_and_the_loss_of_the_right_whoever_commits_first_wins() {
    for loss_first in [true, false] {
        let scene = Scene::set().await;
        let import = scene.claim(scene.request().id).unwrap();
        let (now, theirs) = (scene.test.now(), import.clone());
        let (user, admin) = (scene.importer.public_id.clone(), scene.admin.clone());
        let lose = move |c: &mut DbConn| {
            let rights = Rights { import: false, ..IMPORTER };
            matches!(users::change_rights(c, &user, rights, None, None, &admin, now).unwrap(), RightsChange::Done(_))
        };
        let batch = move |c: &mut DbConn| write(c, &theirs, now);
        let (lost, going) = if loss_first {
            interleaved(&scene.test, lose, batch)
        } else {
            let (going, lost) = interleaved(&scene.test, batch, lose);
            (lost, going)
        };
        assert!(lost);
        assert_eq!(going, if loss_first { Going::Over } else { Going::On });
        let ended = scene.now(&import);
        assert_eq!((ended.state, ended.cancelled_by_name.as_deref()), (State::Cancelled, Some("Alice")));
        assert_eq!(scene.test.number("SELECT count(*) AS n FROM records"), i64::from(!loss_first));
    }
}

#[actix_web::test]
async fn of_two_workers_of_one_import_the_one_whose_lease_lapsed_writes_nothing() {
    let scene = Scene::set().await;
    let first = scene.claim(scene.request().id).unwrap();
    scene.test.pass(Duration::seconds(31));
    let (id, now) = (first.id, scene.test.now());
    // The second takes it while the first is about to write.
    let late = first.clone();
    let claim = move |c: &mut DbConn| imports::claim(c, id, now).unwrap();
    let (second, going) = interleaved(&scene.test, claim, move |c: &mut DbConn| write(c, &late, now));
    assert_eq!((second.unwrap().attempt, going), (2, Going::Over));
    assert_eq!(scene.test.number("SELECT count(*) AS n FROM records"), 0);
    // Nor does it let go of what the second holds.
    scene.test.app.db.write_now(|c| imports::give_back(c, id, first.attempt, now)).unwrap();
    assert!(scene.claim(id).is_none());

    // A batch that was committed first keeps the lease: the claim finds nothing that is due.
    let import = scene.claim(scene.request().id).unwrap();
    scene.test.pass(Duration::seconds(31));
    let (id, now, theirs) = (import.id, scene.test.now(), import.clone());
    let claim = move |c: &mut DbConn| imports::claim(c, id, now).unwrap();
    let (going, second) = interleaved(&scene.test, move |c: &mut DbConn| write(c, &theirs, now), claim);
    assert_eq!((going, second.is_none()), (Going::On, true));
    assert_eq!(scene.now(&import).attempt, 1);
}
