//! Sample deals.

use chrono::{DateTime, Duration, Utc};

use super::companies::called;
use super::lands::turn;
use super::people;
use super::random::Random;
use super::values::{Values, day, hundredths, lately, put};
use super::words::{REMARKS, owner};

const STREAM: u64 = 3;

const NAME: i64 = 51;
const AMOUNT: i64 = 52;
const CURRENCY: i64 = 53;
const STAGE: i64 = 54;
const CLOSE_DATE: i64 = 55;
const OWNER: i64 = 56;
const COMPANY: i64 = 57;
const CONTACT_EMAIL: i64 = 58;
const PIPELINE: i64 = 59;
const PROBABILITY: i64 = 60;
const DESCRIPTION: i64 = 61;

/// The values of deal `seed_index`, the same for the same index and time.
pub fn deal(seed_index: u64, now: DateTime<Utc>) -> Vec<(i64, String)> {
    let (land, number) = turn(seed_index);
    let random = &mut Random::of(STREAM, seed_index);
    let company = called(land, number);
    let stage = random.weighted(STAGES);
    let mut values = Values::with_capacity(11);
    put(&mut values, NAME, format!("{} – {}", random.pick(KINDS), random.pick(LANES)));
    if random.chance(94) {
        put(&mut values, AMOUNT, amount(random));
        put(&mut values, CURRENCY, if random.chance(70) { "EUR" } else { land.currency });
    }
    put(&mut values, STAGE, stage);
    if random.chance(93) {
        let is_over = matches!(stage, "won" | "lost");
        let close = if is_over { lately(random, now, 900) } else { now + Duration::days(random.between(1, 270)) };
        put(&mut values, CLOSE_DATE, day(close.date_naive()));
    }
    if random.chance(90) {
        put(&mut values, OWNER, owner(random));
    }
    if random.chance(95) {
        put(&mut values, COMPANY, company.name);
    }
    if random.chance(85) {
        put(&mut values, CONTACT_EMAIL, people::email(random.below(people::COUNT)).unwrap_or_default());
    }
    put(&mut values, PIPELINE, random.weighted(&[(70, "Freight"), (20, "Warehousing"), (10, "Customs & brokerage")]));
    put(&mut values, PROBABILITY, probability(stage, random));
    if random.chance(55) {
        put(&mut values, DESCRIPTION, random.pick(REMARKS));
    }
    values
}

const STAGES: &[(u64, &str)] =
    &[(22, "qualification"), (20, "proposal"), (14, "negotiation"), (27, "won"), (17, "lost")];

const KINDS: &[&str] = &[
    "Sea freight",
    "Groupage",
    "Full loads",
    "Affrètement annuel",
    "Seefracht",
    "Przewozy chłodnicze",
    "Reefer, 40′",
    "Air freight",
    "Cross-docking",
    "Transit douanier",
    "\"Last mile\" trial",
    "Stockage, 400 palettes",
    "Rail + road",
    "Wine, 6 pallets",
];

const LANES: &[&str] = &[
    "Rotterdam–Gdańsk",
    "Le Havre → Łódź",
    "Marseille–Alger",
    "Halle–Warszawa",
    "Cork–Cherbourg",
    "Hải Phòng–Antwerpen",
    "İzmir–Trieste",
    "Reykjavík–Rotterdam",
    "Haifa–Marseille",
    "Beyrouth–Marseille",
    "Ningbo–Felixstowe",
    "神戸–Hamburg",
    "Dakar–Le Havre",
    "Bilbao–Dublin",
    "Øresund",
    "Île-de-France",
    "Kraków–Brno; weekly",
    "Q4, all depots",
];

/// Many small ones, a few large ones, now and then a credit.
fn amount(random: &mut Random) -> String {
    let most = random.pick(&[400_000, 400_000, 2_500_000, 2_500_000, 12_000_000, 95_000_000]);
    let cents = random.between(10_000, most);
    let cents = if random.chance(60) { cents / 10_000 * 10_000 } else { cents };
    hundredths(if random.chance(2) { -cents } else { cents })
}

fn probability(stage: &str, random: &mut Random) -> String {
    let percent = match stage {
        "won" => 100,
        "lost" => 0,
        "qualification" => random.between(1, 6) * 5,
        "proposal" => random.between(6, 12) * 5,
        _ => random.between(12, 19) * 5,
    };
    percent.to_string()
}
