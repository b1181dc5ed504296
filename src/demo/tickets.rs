//! Sample tickets.

use chrono::{DateTime, Duration, Utc};

use super::people;
use super::random::Random;
use super::values::{Values, hundredths, lately, moment, put};
use super::words::owner;

const STREAM: u64 = 4;

const SUBJECT: i64 = 71;
const STATUS: i64 = 72;
const PRIORITY: i64 = 73;
const CATEGORY: i64 = 74;
const CONTACT_EMAIL: i64 = 75;
const OWNER: i64 = 76;
const DESCRIPTION: i64 = 77;
const OPENED_AT: i64 = 78;
const CLOSED_AT: i64 = 79;
const SATISFACTION: i64 = 80;
const TAGS: i64 = 81;

/// The values of ticket `seed_index`, the same for the same index and time.
pub fn ticket(seed_index: u64, now: DateTime<Utc>) -> Vec<(i64, String)> {
    let random = &mut Random::of(STREAM, seed_index);
    let topic = random.pick(TOPICS);
    let opened = lately(random, now, 700);
    let status = if now - opened > Duration::days(60) { "closed" } else { random.weighted(STATUSES) };
    let mut values = Values::with_capacity(11);
    let parcel = format!("{:06}", random.below(1_000_000));
    put(&mut values, SUBJECT, topic.subject.replace('*', &parcel));
    put(&mut values, STATUS, status);
    put(&mut values, PRIORITY, random.weighted(&[(20, "low"), (55, "normal"), (18, "high"), (7, "urgent")]));
    put(&mut values, CATEGORY, topic.category);
    if random.chance(94) {
        put(&mut values, CONTACT_EMAIL, people::email(random.below(people::COUNT)).unwrap_or_default());
    }
    if random.chance(88) {
        put(&mut values, OWNER, owner(random));
    }
    if random.chance(80) {
        put(&mut values, DESCRIPTION, random.pick(DESCRIPTIONS));
    }
    put(&mut values, OPENED_AT, moment(opened));
    if status == "closed" {
        let closed = opened + Duration::minutes(random.between(12, 30 * 24 * 60));
        put(&mut values, CLOSED_AT, moment(closed.min(now)));
        if random.chance(45) {
            put(&mut values, SATISFACTION, hundredths(random.between(2, 10) * 50));
        }
    }
    put(&mut values, TAGS, tags(topic.tag, random));
    values
}

const STATUSES: &[(u64, &str)] = &[(20, "new"), (35, "open"), (20, "waiting"), (25, "closed")];

/// What a ticket is about. `*` in the subject becomes a consignment number.
#[derive(Clone, Copy, Default)]
struct Topic {
    subject: &'static str,
    category: &'static str,
    tag: &'static str,
}

const fn topic(subject: &'static str, category: &'static str, tag: &'static str) -> Topic {
    Topic { subject, category, tag }
}

const TOPICS: &[Topic] = &[
    topic("Delivery * is two days late", "Delivery", "delivery"),
    topic("Colis * livré à la mauvaise adresse", "Delivery", "delivery"),
    topic("Paleta *: brak potwierdzenia dostawy", "Delivery", "delivery"),
    topic("Consignment * arrived wet", "Damage", "damage"),
    topic("Palette * – Ware beschädigt", "Damage", "damage"),
    topic("\"Fragile\" ignored again (*)", "Damage", "damage"),
    topic("Invoice * counted twice", "Billing", "billing"),
    topic("Facture * : erreur de TVA", "Billing", "billing"),
    topic("-12 % missing on invoice *", "Billing", "billing"),
    topic("Customs hold on *; papers missing", "Customs", "customs"),
    topic("Zollpapiere für * fehlen", "Customs", "customs"),
    topic("تأخير جمركي للشحنة *", "Customs", "customs"),
    topic("איחור במשלוח *", "Delivery", "delivery"),
    topic("Cannot sign in to the customer portal", "Portal", "other"),
    topic("=> please change our contact person", "Master data", "other"),
    topic("@night shift: gate 4 stays closed", "Operations", "other"),
    topic("Lô hàng * thiếu hai kiện", "Delivery", "delivery"),
];

const DESCRIPTIONS: &[&str] = &[
    "Hello,\n\nwe are still waiting. Could you call the driver?\n\nThank you",
    "Bonjour,\n\nLe chauffeur a laissé le colis \"chez le voisin\" ; or nous n’avons pas de voisin.\n\nCordialement",
    "Dzień dobry,\nproszę o skan listu przewozowego; numer w temacie.",
    "Two of five crates are crushed, photos follow. The driver noted it: \"front left\".",
    "= urgent, the line stands still",
    "+ second complaint this month",
    "- box 1: fine\n- box 2: wet\n- box 3: missing",
    "Sehr geehrte Damen und Herren,\n\ndie Rechnung stimmt nicht; bitte prüfen.",
    "Portal says \"no right to view this\", since this morning, for all three of us.",
    "See the mail of Tuesday, 14:05; nothing to add.",
];

/// In the order of the property's own list, each once.
fn tags(first: &str, random: &mut Random) -> String {
    let second = if random.chance(25) { random.pick(&["billing", "delivery", "damage", "customs"]) } else { "" };
    let chosen: Vec<&str> = ["billing", "delivery", "damage", "customs", "other"]
        .into_iter()
        .filter(|tag| [first, second].contains(tag))
        .collect();
    if random.chance(90) { chosen.join(";") } else { String::new() }
}
