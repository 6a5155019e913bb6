#include "services/sandbox/company/nametables.h"

namespace billhook::sandbox {

namespace {

Culture english()
{
    return { 46, "usd", { "US", "CA", "GB", "AU", "NZ", "IE" },
        { "Bramble", "Tidewell", "Quillon", "Zephyrine", "Ironbridge", "Copperfell", "Harborlight", "Solanum",
            "Bexham", "Westerley", "Redfernley", "Orchardine", "Larchmont", "Fenwicke", "Ashgrove",
            "Pinecrest", "Marlowe", "Thornbury", "Willowmere", "Stonehaven", "Ravenscar", "Oakhollow",
            "Brightwater", "Coldspring", "Foxglove", "Kestrel", "Lanternfish", "Meadowlark", "Nightingale",
            "Pebblebrook", "Riverbend", "Saltmarsh", "Timberline", "Umberfield", "Violetta", "Wrenfield",
            "Yarrow", "Amberly", "Bluestem", "Cedarline", "Driftwood", "Elderflower", "Flintlock",
            "Goldenrod", "Hollowell", "Inkwell", "Juniperus", "Kingsmere", "Lowland", "Mistral", "Northlight",
            "Opaline", "Peregrine", "Quarry", "Rosehip", "Silverleaf", "Thistledown", "Underhill",
            "Verdigris", "Wayfarer" },
        { "Logistics", "Analytics", "Robotics", "Freight", "Insurance", "Publishing", "Clinics", "Interiors",
            "Aerospace", "Software", "Dental", "Foods", "Brewing", "Labs", "Legal", "Studios", "Energy",
            "Learning", "Capital Tools", "Rail", "Press", "Outfitters", "Systems", "Health", "Media",
            "Gardens", "Marine", "Ceramics", "Textiles", "Travel" },
        { "", "", "", "", " Inc.", " LLC", " Ltd", " & Co." },
        { "Maya", "Oliver", "Harper", "Ethan", "Zoe", "Caleb", "Ruth", "Miles", "Nora", "Felix", "Ivy",
            "Simon", "Grace", "Theo", "Hannah", "Jonah", "Clara", "Dylan", "Paige", "Wesley" },
        { "Hartwell", "Ellison", "Braddock", "Calloway", "Prescott", "Winslow", "Fairbanks", "Lockhart",
            "Mercer", "Sutherland", "Whitlock", "Ashby", "Colburn", "Denholm", "Everly", "Garrick", "Hollis",
            "Kendrick", "Langley", "Merritt" } };
}

Culture german()
{
    return { 12, "eur", { "DE", "AT" },
        { "Velden", "Altenau", "Rheinwald", "Eichhorst", "Lindner", "Kaltenbrunn", "Sonnhof", "Steinfurth",
            "Waldau", "Birkental", "Morgenroth", "Falkenried", "Grünwinkel", "Hagenau", "Königsbach",
            "Nordlicht", "Silberbach", "Tannberg", "Weidenfels", "Zellmark" },
        { "Maschinenbau", "Software", "Logistik", "Druckwerk", "Medizintechnik", "Energie", "Werkstätten",
            "Verlag", "Optik", "Systeme", "Holzbau", "Datentechnik" },
        { " GmbH", " GmbH", " AG", " & Söhne", " KG" },
        { "Anke", "Jonas", "Frieda", "Matthias", "Greta", "Lukas", "Heike", "Tobias", "Mareike", "Stefan",
            "Leonie", "Holger" },
        { "Brandner", "Kühnert", "Vossberg", "Altmeier", "Dressler", "Feldkamp", "Grothe", "Hellwig",
            "Janssen", "Kortmann", "Lüders", "Rademann" } };
}

Culture french()
{
    return { 8, "eur", { "FR", "BE" },
        { "Clairval", "Montbrun", "Rivelaine", "Bellecombe", "Aubertin", "Fontenelle", "Granval", "Lavandier",
            "Mirecourt", "Noirmont", "Orvanne", "Pontlevoy", "Rochefeuil", "Sauveterre", "Valbonne",
            "Hautpré" },
        { "Conseil", "Logiciels", "Textiles", "Édition", "Santé", "Vignobles", "Ingénierie", "Transports",
            "Mobilier", "Optique", "Studio", "Énergie" },
        { " SAS", " SARL", " SA", "" },
        { "Camille", "Étienne", "Margaux", "Bastien", "Inès", "Lucien", "Solène", "Rémi", "Élodie",
            "Thibault", "Manon", "Gaspard" },
        { "Delorme", "Marchand", "Vasseur", "Berthier", "Chastain", "Duvivier", "Fabron", "Gaudin", "Lacombe",
            "Mercadier", "Roussel", "Tavernier" } };
}

Culture dutch()
{
    return { 6, "eur", { "NL", "BE" },
        { "Waterkant", "Duinhof", "Zilverberg", "Lindelaan", "Oosterveen", "Polderzicht", "Ravenstein",
            "Veenbrug", "Zonnewende", "Haverkamp", "Molengat", "Kanaalzicht" },
        { "Software", "Transport", "Techniek", "Tuinbouw", "Advies", "Zorg", "Media", "Design", "Bouw",
            "Energie" },
        { " B.V.", " B.V.", " N.V.", "" },
        { "Sanne", "Daan", "Femke", "Joris", "Lotte", "Ruben", "Marijke", "Thijs", "Anouk", "Bram" },
        { "van Dorp", "de Wit", "Hoekstra", "Vermeulen", "Kuipers", "Postma", "Terpstra", "Wouters",
            "Brouwer", "van Elst", "Schouten" } };
}

Culture southern()
{
    return { 5, "eur", { "ES", "PT", "IT" },
        { "Valdorado", "Montesol", "Rivoalto", "Casalunga", "Brisamar", "Olivarte", "Pietrafina",
            "Sierranova", "Torrealba", "Vallescura", "Fontelar", "Solaria" },
        { "Consultores", "Software", "Ceramica", "Logistica", "Salud", "Diseño", "Energia", "Alimentari",
            "Studio", "Viajes" },
        { " S.L.", " S.r.l.", " Lda.", "" },
        { "Lucía", "Matteo", "Inês", "Rafael", "Giulia", "Andrés", "Beatriz", "Paolo", "Carmen", "Tiago" },
        { "Navarrete", "Bellucci", "Carvalhal", "Montoro", "Ferrante", "Quintana", "Salgueiro", "Vercelli",
            "Zamorano", "Lombarde" } };
}

Culture nordic()
{
    return { 5, "usd", { "SE", "NO", "DK", "FI" },
        { "Fjordvik", "Nordhamn", "Skogslund", "Bergvall", "Havsund", "Isbjerg", "Kaldnes", "Lyngholm",
            "Solbakk", "Stormvik", "Tallmark", "Vinterby" },
        { "Teknik", "Logistik", "Design", "Energi", "Møbler", "Systems", "Hälsa", "Maritim", "Studio",
            "Data" },
        { " AB", " AS", " ApS", " Oy", "" },
        { "Astrid", "Lars", "Ingrid", "Mikkel", "Saga", "Henrik", "Freja", "Oskar", "Liv", "Aino" },
        { "Lindqvist", "Bakkeli", "Holmgren", "Dahlberg", "Nygård", "Sandvik-Roos", "Tveiten", "Kallio",
            "Møllegård", "Ekström" } };
}

Culture japanese()
{
    return { 8, "jpy", { "JP" },
        { "Takamine", "Hoshikawa", "Mizunami", "Asagiri", "Kurosawa-ya", "Shirayuki", "Natsumori",
            "Tsukigata", "Hinohara", "Fujisaki-do", "Akebono-sha", "Minatogawa", "Kazehaya", "Ishibashi-ya",
            "Sakuragi", "Yamabuki" },
        { "Seiki", "Shoji", "Software", "Denki", "Kogyo", "Foods", "Print", "Design", "Butsuryu", "Systems",
            "Yakuhin", "Kensetsu" },
        { " K.K.", " K.K.", " G.K.", "" },
        { "Haruka", "Kenta", "Yui", "Daichi", "Aoi", "Ren", "Misaki", "Takumi", "Sakura", "Sora" },
        { "Hoshino", "Kurata", "Mizushima", "Asakura", "Tachikawa", "Yoshinaga", "Shirai", "Okabe",
            "Morikawa", "Nagase" } };
}

Culture indian()
{
    return { 4, "usd", { "IN", "SG" },
        { "Suryavan", "Neelkamal", "Chandrika", "Amritvel", "Devgarh", "Kaveriline", "Mayurpur", "Panchsheel",
            "Saraswani", "Tarangini" },
        { "Infotech", "Textiles", "Logistics", "Healthcare", "Foods", "Systems", "Learning", "Motors",
            "Spices", "Analytics" },
        { " Pvt. Ltd.", " LLP", "" },
        { "Ananya", "Rohan", "Priya", "Vikram", "Kavya", "Arjun", "Meera", "Nikhil", "Isha", "Sanjay" },
        { "Raghunath", "Iyengar-Rao", "Deshmukh", "Chatterji", "Menon", "Kulkarni", "Bhandari", "Nambiar",
            "Saxena", "Thakral" } };
}

Culture latin()
{
    return { 3, "usd", { "BR", "MX", "CL", "CO" },
        { "Araucaria", "Jacarandá", "Quetzalia", "Serramar", "Pampalinda", "Tucanã", "Aguazul", "Cordillera",
            "Riopardo", "Maracá" },
        { "Tecnologia", "Logística", "Alimentos", "Saúde", "Diseño", "Minería", "Viagens", "Educação", "Café",
            "Energia" },
        { " Ltda.", " S.A.", " S.A. de C.V.", "" },
        { "Valentina", "Thiago", "Camila", "Mateo", "Isabela", "Joaquín", "Renata", "Bruno", "Ximena",
            "Caio" },
        { "Figueiras", "Montalvo", "Azevedo-Lins", "Carranza", "Pinheiral", "Valdivieso", "Bragança",
            "Ocampo", "Saldanha", "Ureta" } };
}

Culture african()
{
    return { 3, "usd", { "NG", "KE", "GH", "ZA" },
        { "Adunola", "Zuberi", "Kilimara", "Okonjora", "Savanne", "Baobabu", "Nyalira", "Tembeko", "Ubuntara",
            "Asantewa" },
        { "Logistics", "Fintech", "Foods", "Solar", "Health", "Textiles", "Media", "Agro", "Learning",
            "Motors" },
        { " Ltd", " Plc", " (Pty) Ltd", "" },
        { "Adaeze", "Kwame", "Zainab", "Tendai", "Wanjiru", "Sipho", "Chidera", "Amina", "Kofi", "Lerato" },
        { "Okonedo", "Mwangale", "Abiodun-Kay", "Nkrumawa", "Dlamelo", "Achebor", "Kiprotim", "Adeyinka",
            "Boatena", "Mokoenaro" } };
}

Culture korean()
{
    return { 3, "usd", { "KR", "TW" },
        { "Haneulbit", "Saebyeok", "Dalmaru", "Garamsan", "Onnuri-on", "Byeolchon", "Namuttul", "Pureunsol",
            "Miraeon", "Yeoul" },
        { "Soft", "Logis", "Electronics", "Design", "Foods", "Bio", "Games", "Systems", "Media", "Robotics" },
        { " Co., Ltd.", " Inc.", "" },
        { "Ji-woo", "Min-jun", "Seo-yeon", "Ha-eun", "Do-yun", "Ye-jin", "Wei-ling", "Chih-hao", "Yu-ting",
            "Jun-ho" },
        { "Bae", "Noh", "Seong", "Maeng", "Tak", "Yoon", "Hsueh", "Liao", "Tseng", "Gwak" } };
}

Culture central()
{
    return { 3, "usd", { "PL", "CZ", "RO" },
        { "Wierzbowa", "Brzozowa", "Modrzewno", "Jaskółka", "Lipowiec", "Horákova", "Křišťál", "Zlatohor",
            "Codrulia", "Izvorel" },
        { "Software", "Logistyka", "Druk", "Meble", "Zdrowie", "Technika", "Studio", "Energia", "Transport",
            "Dane" },
        { " Sp. z o.o.", " s.r.o.", " S.R.L.", "" },
        { "Zofia", "Tomasz", "Kinga", "Ondřej", "Tereza", "Radu", "Ioana", "Mikołaj", "Hanka", "Petru" },
        { "Wilczewski", "Brodzka", "Novotil", "Kadlecová", "Munteanescu", "Zawiślak", "Hruškova",
            "Dobrescu-Ilie", "Sokolnik", "Vrabie" } };
}

} // namespace

const std::vector<Culture> &cultures()
{
    static const std::vector<Culture> all{ english(), german(), french(), dutch(), southern(), nordic(),
        japanese(), indian(), latin(), african(), korean(), central() };
    return all;
}

const std::vector<std::string> &projectAdjectives()
{
    static const std::vector<std::string> all{ "Northern", "Quarterly", "Spring", "Customer", "Internal",
        "Mobile", "Data", "Partner", "Brand", "Field", "Warehouse", "Support", "Launch", "Website",
        "Security", "Onboarding", "Pricing", "Research", "Global", "Regional" };
    return all;
}

const std::vector<std::string> &projectNouns()
{
    static const std::vector<std::string> all{ "rollout", "relaunch", "migration", "handbook", "audit",
        "pilot", "roadmap", "portal", "survey", "archive", "campaign", "dashboard", "inventory", "training",
        "prototype", "operations" };
    return all;
}

} // namespace billhook::sandbox
