//! Spain, Portugal, Italy and Türkiye.

use super::{Land, Names};

const SPANISH: &[&str] = &[
    "Muñoz Pérez",
    "Etxeberria Zubizarreta",
    "Ibáñez",
    "Núñez de Arenas",
    "Peña",
    "Güell i Ferré",
    "Castañeda",
    "Yáñez",
    "Añón",
    "Zúñiga",
    "Íñiguez",
    "Argüelles",
    "Sáenz-López",
    "Ordóñez",
    "Coll·lada",
    "Quiñones",
];

/// Spain.
pub(super) static SPAIN: Land = Land {
    country: "España",
    language: "es",
    currency: "EUR",
    women: Names {
        given: &[
            "María José",
            "Begoña",
            "Íngrid",
            "Concepción",
            "Núria",
            "Ángela",
            "Itziar",
            "Lucía",
            "Ainhoa",
            "Montserrat",
            "Araceli",
            "Sofía",
            "Maialen",
            "Rocío",
        ],
        family: SPANISH,
    },
    men: Names {
        given: &[
            "José Ángel",
            "Iñaki",
            "Íñigo",
            "Joaquín",
            "Andrés",
            "Nicolás",
            "Ramón",
            "Xosé",
            "Jesús",
            "Adrián",
            "Gonçal",
            "Óscar",
            "Unai",
            "Fermín",
        ],
        family: SPANISH,
    },
    places: &[
        ("Bilbao", "480##"),
        ("A Coruña", "150##"),
        ("Alacant", "030##"),
        ("Logroño", "260##"),
        ("Vitoria-Gasteiz", "010##"),
        ("Cádiz", "110##"),
    ],
    streets: &["Calle del Muelle, %, #.º @", "Avda. de la Constitución, %", "Polígono Ind. El Añil, nave %"],
    phones: &["+34 944 55 01 ##", "+34 600 55 01 ##", "944-55-01-##"],
    stems: &["Ebro", "Cantábrico", "Guadiana", "Montseny", "Ordesa", "Sanabria", "Txindoki"],
    trades: &["* Port Services", "Transportes *", "Almacenes *", "Hermanos * e Hijos", "* Aduanas"],
    forms: &["S.L.", "S.A.", "S. Coop.", "S.L.U."],
    vat: "ES@0000####",
};

const PORTUGUESE: &[&str] = &[
    "Conceição",
    "Magalhães-Brito",
    "Simões",
    "Guimarães",
    "Falcão",
    "d’Orey Nogueira",
    "Gonçalves",
    "Leitão",
    "Araújo",
    "Brandão",
    "Ximenes",
    "Assunção",
];

/// Portugal.
pub(super) static PORTUGAL: Land = Land {
    country: "Portugal",
    language: "pt",
    currency: "EUR",
    women: Names {
        given: &[
            "Inês",
            "Conceição",
            "Beatriz",
            "Antónia",
            "Luísa",
            "Graça",
            "Mónica",
            "Estefânia",
            "Iracema",
            "Lídia",
        ],
        family: PORTUGUESE,
    },
    men: Names {
        given: &["João", "Sebastião", "Tomé", "Estêvão", "António", "Gonçalo", "Luís", "Simão", "Zé Maria", "Rúben"],
        family: PORTUGUESE,
    },
    places: &[("Setúbal", "2900-###"), ("Sines", "7520-###"), ("Leixões", "4450-###"), ("Évora", "7000-###")],
    streets: &["Rua da Alfândega, %, #.º Esq.", "Largo de São João, %", "Av. do Oceano, %"],
    phones: &["+351 21 555 01 ##", "+351 91 555 01 ##"],
    stems: &["Douro", "Tejo", "Arrábida", "Mondego", "Açor"],
    trades: &["* Transitários", "Navegação *", "Armazéns *", "* Carga"],
    forms: &["Lda.", "S.A.", "Unipessoal Lda."],
    vat: "PT0000#####",
};

const ITALIAN: &[&str] = &[
    "Dell’Acqua",
    "D'Agostini",
    "Nicolò",
    "De’ Bardi",
    "Forlì",
    "Lo Presti",
    "Dall'Ò",
    "Cantù",
    "Ferrarìs",
    "Sforzini",
    "Degl’Innocenti",
    "Mascarà",
];

/// Italy.
pub(super) static ITALY: Land = Land {
    country: "Italia",
    language: "it",
    currency: "EUR",
    women: Names {
        given: &[
            "Noemi",
            "Benedetta",
            "Maria Vittoria",
            "Desirée",
            "Niccolina",
            "Fiammetta",
            "Ilaria",
            "Cosìma",
            "Letizia",
            "Zita",
        ],
        family: ITALIAN,
    },
    men: Names {
        given: &[
            "Niccolò",
            "Giosuè",
            "Nicolò",
            "Ettore",
            "Mosè",
            "Cosimo",
            "Gianluigi",
            "Pierfrancesco",
            "Noè",
            "Ruggero",
        ],
        family: ITALIAN,
    },
    places: &[("Roma", "001##"), ("Cantù", "22063"), ("Cagliari", "091##"), ("Forlì", "4712#")],
    streets: &["Via del Porto, %", "Piazza dell’Unità, %", "Calata Molo, % bis"],
    phones: &["+39 06 555 01##", "+39 333 555 01##"],
    stems: &["Adriatica", "Brenta", "Etna", "Maremma", "Soratte"],
    trades: &["Spedizioni *", "* Trasporti", "Magazzini *", "Fratelli *"],
    forms: &["S.r.l.", "S.p.A.", "S.n.c."],
    vat: "IT00000######",
};

const TURKISH: &[&str] = &[
    "Çağlayan",
    "Öztürkmen",
    "Işıklı",
    "Şahinoğlu",
    "Güneşdoğdu",
    "Kılıçaslan",
    "Ağaoğlu",
    "İncegül",
    "Yağmur",
    "Üçok",
    "Taşçı",
    "Dağdelen",
];

/// Türkiye: with a dotted and a dotless i, small and large.
pub(super) static TURKEY: Land = Land {
    country: "Türkiye",
    language: "tr",
    currency: "TRY",
    women: Names {
        given: &["Işıl", "Gülşen", "Çiğdem", "İpek", "Şebnem", "Özlem", "Nilgün", "Ayşegül", "Tuğçe", "Ülkü"],
        family: TURKISH,
    },
    men: Names {
        given: &["İbrahim", "Oğuz", "Çağrı", "Şükrü", "Ömer", "Barış", "Kıvanç", "Ümit", "Uğur", "Gökçe"],
        family: TURKISH,
    },
    places: &[("İzmir", "35###"), ("Adana", "010##"), ("Balıkesir", "10###"), ("Çanakkale", "17###")],
    streets: &["Liman Cad. No: %", "Gül Sok. No: %/#", "İnönü Bulvarı %"],
    phones: &["+90 232 555 01 ##", "+90 (212) 555-01-##", "0532 555 01 ##"],
    stems: &["Ege", "Toros", "Kızılırmak", "Boğaz", "Çukurova"],
    trades: &["* Liman İşletmeleri", "* Nakliyat", "* Gümrük", "* Taşımacılık"],
    forms: &["A.Ş.", "Ltd. Şti."],
    vat: "TR0000######",
};
