//! Lebanon and Israel, written from right to left; Vietnam, China and Japan.

use super::{Land, Names};

const ARABIC: &[&str] = &[
    "الهاشمي|Alhashimi",
    "حداد|Haddad",
    "الخوري|Alkhoury",
    "نصّار|Nassar",
    "قاسم|Qassem",
    "المصري|Almasri",
    "شاهين|Chahine",
    "عبد الله|Abdallah",
    "بو عزيز|Bou Aziz",
    "السيّد|Alsayyed",
    "فرح|Farah",
    "زيتون|Zaytoun",
];

/// Lebanon.
pub(super) static LEBANON: Land = Land {
    country: "لبنان",
    language: "ar",
    currency: "USD",
    women: Names {
        given: &[
            "نور|Nour",
            "ليلى|Leila",
            "فاطمة الزهراء|Fatima-Zahra",
            "رنا|Rana",
            "هدى|Houda",
            "أمينة|Amina",
            "سُهى|Souha",
            "دانية|Dania",
            "زينب|Zeinab",
            "مها|Maha",
        ],
        family: ARABIC,
    },
    men: Names {
        given: &[
            "كريم|Karim",
            "يوسف|Youssef",
            "عمر|Omar",
            "إلياس|Elias",
            "طارق|Tarek",
            "جاد|Jad",
            "سامي|Sami",
            "رامي|Rami",
            "مازن|Mazen",
            "وليد|Walid",
        ],
        family: ARABIC,
    },
    places: &[("بيروت", "1107 2###"), ("طرابلس", "1300"), ("صيدا", "1600")],
    streets: &["شارع المرفأ %", "ساحة النجمة، بناية %"],
    phones: &["+961 1 555 0##", "+961 3 555 0##"],
    stems: &["الأرز|Al-Arz", "المرفأ|Al-Marfa", "قرطاج|Qartaj", "الشرق|Al-Sharq", "النيل|Al-Nil"],
    trades: &[
        "شركة * للنقل|* Transport",
        "* للشحن|* Shipping",
        "مستودعات *|* Warehouses",
        "* للتخليص الجمركي|* Customs",
    ],
    forms: &["ش.م.ل.", "ش.م.م."],
    vat: "LB0000####",
};

const HEBREW: &[&str] = &[
    "בן־דוד|Ben-David",
    "כהן־צדק|Cohen-Zedek",
    "מזרחי|Mizrahi",
    "שפירא|Shapira",
    "גולדשטיין|Goldstein",
    "אבו־חצירא|Abuhatzeira",
    "ז׳בוטין|Jabotin",
    "פרידמן|Friedman",
    "הררי|Harari",
    "צ׳רני|Czerny",
    "אלמוג|Almog",
    "ויצמן־לוי|Weizman-Levy",
];

/// Israel.
pub(super) static ISRAEL: Land = Land {
    country: "ישראל",
    language: "he",
    currency: "ILS",
    women: Names {
        given: &[
            "נועה|Noa",
            "תמר|Tamar",
            "שירה|Shira",
            "יעל|Yael",
            "מיכל|Michal",
            "רבקה|Rivka",
            "חנה|Hanna",
            "אביגיל|Avigail",
            "ליאור|Lior",
            "דפנה|Dafna",
        ],
        family: HEBREW,
    },
    men: Names {
        given: &[
            "איתן|Eitan",
            "עומר|Omer",
            "יהונתן|Yehonatan",
            "אורי|Uri",
            "דניאל|Daniel",
            "ג׳ורג׳|George",
            "משה|Moshe",
            "רועי|Roi",
            "גיל|Gil",
            "אלעד|Elad",
        ],
        family: HEBREW,
    },
    places: &[("חיפה", "310####"), ("אשדוד", "770####"), ("תל אביב־יפו", "610####")],
    streets: &["שדרות הנמל %", "רח׳ הגפן %, דירה #"],
    phones: &["+972 4 555 01##", "+972 50 555 01##", "04-555-01##"],
    stems: &["כרמל|Karmel", "גליל|Galil", "נמל הצפון|North Port", "ארז|Erez", "תבור|Tavor"],
    trades: &["* הובלות|* Hovalot", "* שילוח|* Forwarders", "מחסני *|* Stores", "* Freight"],
    forms: &["בע״מ", "ושות׳"],
    vat: "IL0000####",
};

const VIETNAMESE: &[&str] =
    &["Nguyễn", "Trần", "Đặng", "Lê", "Phạm", "Huỳnh", "Võ", "Bùi", "Đỗ", "Hồ", "Dương", "Lý", "Trịnh", "Mạc"];

/// Vietnam.
pub(super) static VIETNAM: Land = Land {
    country: "Việt Nam",
    language: "vi",
    currency: "VND",
    women: Names {
        given: &[
            "Hoàng Yến",
            "Thị Phương Thảo",
            "Thùy Dương",
            "Ngọc Ánh",
            "Mỹ Hạnh",
            "Bích Vân",
            "Thị Kim Ngân",
            "Diễm Quỳnh",
            "Hải Đường",
            "Thị Hồng Nhung",
            "Thu Hà",
            "Ánh Tuyết",
        ],
        family: VIETNAMESE,
    },
    men: Names {
        given: &[
            "Văn Đức",
            "Quốc Bảo",
            "Minh Khôi",
            "Đình Phúc",
            "Hữu Nghĩa",
            "Thanh Tùng",
            "Xuân Trường",
            "Công Vượng",
            "Gia Huy",
            "Trọng Hiếu",
            "Anh Tuấn",
            "Đăng Khoa",
        ],
        family: VIETNAMESE,
    },
    places: &[
        ("Hải Phòng", "04####"),
        ("Đà Nẵng", "55####"),
        ("Thành phố Hồ Chí Minh", "70####"),
        ("Cần Thơ", "90####"),
    ],
    streets: &["% đường Trần Phú", "Số %, ngõ ##, phố Bến Cảng", "Lô @#, KCN Đình Vũ"],
    phones: &["+84 28 5550 01##", "+84 90 555 01 ##", "028.5550.01##"],
    stems: &["Sài Gòn Sông", "Cửu Long", "Bạch Đằng", "Hồng Hà", "Trường Sơn", "Biển Đông"],
    trades: &["* Logistics", "Vận tải *", "Kho bãi *", "Cảng *"],
    forms: &["JSC", "TNHH", "Co., Ltd."],
    vat: "VN0000######",
};

const CHINESE: &[&str] = &[
    "欧阳|Ouyang",
    "司徒|Situ",
    "钟|Zhong",
    "蒋|Jiang",
    "韩|Han",
    "吕|Lü",
    "诸葛|Zhuge",
    "骆|Luo",
    "邵|Shao",
    "温|Wen",
    "龚|Gong",
    "卞|Bian",
];

/// China.
pub(super) static CHINA: Land = Land {
    country: "中国",
    language: "zh",
    currency: "CNY",
    women: Names {
        given: &[
            "雪梅|Xuemei",
            "静怡|Jingyi",
            "若兰|Ruolan",
            "晓燕|Xiaoyan",
            "思琪|Siqi",
            "丽华|Lihua",
            "秋月|Qiuyue",
            "梦洁|Mengjie",
            "芳|Fang",
            "𬱖|Di",
        ],
        family: CHINESE,
    },
    men: Names {
        given: &[
            "志远|Zhiyuan",
            "建国|Jianguo",
            "浩然|Haoran",
            "子轩|Zixuan",
            "永康|Yongkang",
            "文博|Wenbo",
            "明辉|Minghui",
            "海生|Haisheng",
            "天佑|Tianyou",
            "磊|Lei",
        ],
        family: CHINESE,
    },
    places: &[("宁波", "3150##"), ("上海", "2000##"), ("广州", "5100##"), ("呼和浩特", "0100##")],
    streets: &["港口路%号", "解放大道%号#栋"],
    phones: &["+86 574 5550 01##", "+86 138 5550 01##"],
    stems: &["甬江|Yongjiang", "泰山|Taishan", "长河|Changhe", "金桥|Jinqiao", "海鸥|Haiou"],
    trades: &["*航运|* Shipping", "*物流|* Wuliu", "*仓储|* Storage", "*国际货运|* International"],
    forms: &["有限公司", "股份有限公司"],
    vat: "CN0000####",
};

const JAPANESE: &[&str] = &[
    "小笠原|Ogasawara",
    "長谷部|Hasebe",
    "髙橋|Takahashi",
    "渡邉|Watanabe",
    "五十嵐|Igarashi",
    "宇佐美|Usami",
    "川口|Kawaguchi",
    "真田|Sanada",
    "樋口|Higuchi",
    "大久保|Okubo",
];

/// Japan.
pub(super) static JAPAN: Land = Land {
    country: "日本",
    language: "ja",
    currency: "JPY",
    women: Names {
        given: &[
            "さくら|Sakura",
            "陽菜|Hina",
            "美咲|Misaki",
            "カトリーヌ|Katorinu",
            "千尋|Chihiro",
            "ゆき|Yuki",
            "葵|Aoi",
            "明日香|Asuka",
        ],
        family: JAPANESE,
    },
    men: Names {
        given: &[
            "健太|Kenta",
            "大輔|Daisuke",
            "翔|Sho",
            "ヒロシ|Hiroshi",
            "一郎|Ichiro",
            "蓮|Ren",
            "直樹|Naoki",
            "悠真|Yuma",
        ],
        family: JAPANESE,
    },
    places: &[("神戸市", "650-00##"), ("横浜市", "231-00##"), ("札幌市", "060-00##")],
    streets: &["港町#丁目#番%号", "中央区海岸通%"],
    phones: &["+81 78 555 01##", "03-5550-01##"],
    stems: &["瀬戸内|Setouchi", "富岳|Fugaku", "みなと|Minato", "北海|Hokkai", "桜木|Sakuragi"],
    trades: &["*海運|* Kaiun", "*倉庫|* Soko", "*通運|* Tsuun", "*商事|* Shoji"],
    forms: &["株式会社", "合同会社"],
    vat: "JP0000####",
};
