//! Words that sample records share: owners, job titles, and texts as people really type them, which is to say with
//! line feeds, quotes and signs that a spreadsheet would take for a formula (R33).

use super::cast::PEOPLE;
use super::random::Random;

/// Somebody who looks after a record: one of the cast, or a colleague who cannot sign in.
pub(super) fn owner(random: &mut Random) -> &'static str {
    match random.below(20) {
        0..=5 => PEOPLE[2].name,
        6..=10 => PEOPLE[0].name,
        11..=14 => PEOPLE[1].name,
        15..=16 => PEOPLE[3].name,
        17..=18 => "José Ángel Muñoz Pérez",
        _ => "نور الهاشمي",
    }
}

/// A job title in a language, or in English where there are none.
pub(super) fn job_title(language: &str, random: &mut Random) -> &'static str {
    random.pick(match language {
        "fr" => &[
            "Responsable logistique",
            "Directrice générale",
            "Affréteur",
            "Chef de quai",
            "Assistante d’exploitation",
            "Acheteur",
            "Déclarant en douane",
            "Responsable d’entrepôt",
            "Comptable",
            "Gérante",
        ],
        "de" => &[
            "Disponent",
            "Geschäftsführerin",
            "Leiter Einkauf",
            "Zolldeklarantin",
            "Lagerleiter",
            "Sachbearbeiterin",
            "Buchhaltung",
        ],
        "pl" => &[
            "Spedytor",
            "Kierownik magazynu",
            "Prezes Zarządu",
            "Główna księgowa",
            "Specjalista ds. celnych",
            "Dyspozytorka",
        ],
        "es" => {
            &["Jefa de tráfico", "Director de compras", "Agente de aduanas", "Administración", "Responsable de almacén"]
        }
        _ => &[
            "Logistics manager",
            "Head of purchasing",
            "Freight forwarder",
            "Customs broker",
            "Warehouse supervisor",
            "CFO",
            "Owner",
            "Dispatcher",
            "Supply chain analyst",
            "Sales & partnerships",
            "Operations director",
            "Office manager",
        ],
    })
}

/// What people note about a contact.
pub(super) const NOTES: &[&str] = &[
    "=> call back on Monday",
    "== VIP, handle with care ==",
    "= same person as at Garonne, see there",
    "+1 for Lyon",
    "+ forklift needed on delivery",
    "-10 % agreed",
    "- no calls before 9:00\n- prefers e-mail\n- speaks French and Polish",
    "@home after 18h",
    "@Tomasz: please take over",
    "＝ see the Japanese contract",
    "Met at the fair in Gdańsk; wants a quote for 12 pallets, weekly.",
    "Said: \"Not before the summer.\"\nAsk again in September.",
    "Prefers e-mail; phone only in the morning, never on Fridays.",
    "\"Bill\" to his friends, William on every paper.",
    "Préfère être appelée l’après-midi ; ne pas envoyer de devis sans l’accord du siège.",
    "Ancien client, revenu après deux ans.\nRemise de 3 % négociée, à revoir en janvier.",
    "Adresse de livraison :\nQuai 4, porte B\nSonner deux fois",
    "Proszę dzwonić po 14:00; faktury tylko elektronicznie.",
    "Zgoda na newsletter wycofana, \"na razie\".",
    "Liefert nur mit Hebebühne; Rampe ist zu hoch, siehe Skizze.",
    "Rückruf vereinbart, \"irgendwann nach Ostern\".",
    "Wants XLSX, not CSV; sends back every file with a comma.",
    "Order no. 0012345, 0012346, 0012399",
    "Budget: 12,500; decision by the board; then legal.",
    "يفضّل الاتصال صباحًا، وليس يوم الجمعة.",
    "להתקשר רק אחרי 10:00; לא בשישי.",
    "Gọi lại sau Tết; cần báo giá bằng tiếng Việt.",
    "月曜日に電話すること。",
    "Fragile; glass, 4 crates, \"this side up\".",
    "Semicolons; commas, and \"quotes\"; all in one note,\r\nwith a second line.",
    "C:\\fakepath\\contract, scanned.pdf",
    "50 % now, 50 % on arrival\t(see mail)",
    "☎ only, no mail 🙂",
    "Left the company in spring? Check before the next mailing.",
    "Duplicate of an older record, merge once the invoices are settled.",
];

/// What is said about companies and deals.
pub(super) const REMARKS: &[&str] = &[
    "Weekly groupage, 8 to 12 pallets; tail lift needed.",
    "Framework contract until the end of the year.\nPrice list attached, valid without fuel surcharge.",
    "Reefer containers, +2 to +8 °C, with a log of temperatures.",
    "=> waiting for the signed offer",
    "-5 % if they pay within 10 days",
    "+2 trucks from March on",
    "Asked for references; sent three, \"will read them\".",
    "Dangerous goods, class 3; papers in French and English.",
    "Appel d’offres en trois lots ; nous répondons au lot 2 seulement.",
    "Überseecontainer, Nachlauf per Bahn, Zoll in Halle.",
    "Transport ponadgabarytowy; pilot, zezwolenia, noc.",
    "Owner-run, four depots, \"we don’t do ferries\".",
    "Paper mill; rolls up to 3.2 t; no stacking.",
    "Nur Luftfracht, sonst nichts.\nAnsprechpartner wechselt oft.",
];
