#include "views/theme/tokens.h"

#include "views/theme/theme.h"

#include <QStringList>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace billhook::theme;

class TokensTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testTable_Row_StandsAtItsColor();
    void testContrast_Text_Reads_data();
    void testContrast_Text_Reads();
    void testContrast_Parts_AreSeen_data();
    void testContrast_Parts_AreSeen();
    void testSchemeOf_Palette_IsRecognised();
    void testAvatarColors_Key_IsStable();
};

namespace {

struct Pair
{
    const char *name;
    Color ink;
    Color ground;
};

void addPairs(std::initializer_list<Pair> pairs)
{
    QTest::addColumn<Color>("ink");
    QTest::addColumn<Color>("ground");
    for (const Pair &pair : pairs) {
        QTest::newRow(pair.name) << pair.ink << pair.ground;
    }
}

void checkBothSchemes(qreal wanted)
{
    QFETCH(Color, ink);
    QFETCH(Color, ground);
    for (const Scheme scheme : { Scheme::Light, Scheme::Dark }) {
        const qreal ratio = contrastRatio(color(ink, scheme), color(ground, scheme));
        QVERIFY2(ratio >= wanted,
            qPrintable(u"%1:1 in the %2 scheme"_s.arg(ratio, 0, 'f', 2)
                           .arg(scheme == Scheme::Light ? u"light"_s : u"dark"_s)));
    }
}

} // namespace

void TokensTest::testTable_Row_StandsAtItsColor()
{
    for (std::size_t index = 0; index < tokenTable.size(); ++index) {
        QCOMPARE(static_cast<std::size_t>(tokenTable[index].color), index);
        QVERIFY(!tokenTable[index].name.empty());
    }
    QCOMPARE(color(Color::Accent, Scheme::Light), QColor(0x2F, 0x5B, 0xD7));
    QCOMPARE(color(Color::Accent, Scheme::Dark), QColor(0x7A, 0xA2, 0xFF));
}

void TokensTest::testContrast_Text_Reads_data()
{
    addPairs({ { "text on window", Color::Text, Color::Window }, { "text on card", Color::Text, Color::Card },
        { "text on sidebar", Color::Text, Color::Sidebar }, { "text on hover", Color::Text, Color::Hover },
        { "text on pressed", Color::Text, Color::Pressed },
        { "text on selected", Color::Text, Color::Selected },
        { "text on nav", Color::Text, Color::NavSelected },
        { "text on header row", Color::Text, Color::HeaderRow },
        { "text on warn note", Color::Text, Color::WarnSoft },
        { "text on danger note", Color::Text, Color::DangerSoft },
        { "muted on window", Color::Muted, Color::Window }, { "muted on card", Color::Muted, Color::Card },
        { "muted on sidebar", Color::Muted, Color::Sidebar },
        { "muted on selected", Color::Muted, Color::Selected },
        { "muted on header row", Color::Muted, Color::HeaderRow },
        { "muted on hover", Color::Muted, Color::Hover }, { "accent on card", Color::Accent, Color::Card },
        { "accent on soft", Color::Accent, Color::AccentSoft },
        { "primary button", Color::OnAccent, Color::AccentFill },
        { "primary hovered", Color::OnAccent, Color::AccentFillHover },
        { "primary pressed", Color::OnAccent, Color::AccentFillPressed },
        { "danger button", Color::OnDanger, Color::DangerFill }, { "ok on card", Color::Ok, Color::Card },
        { "ok badge", Color::Ok, Color::OkSoft }, { "warn badge", Color::Warn, Color::WarnSoft },
        { "warn on card", Color::Warn, Color::Card }, { "danger badge", Color::Danger, Color::DangerSoft },
        { "danger on card", Color::Danger, Color::Card },
        { "neutral badge", Color::NeutralText, Color::NeutralSoft }, { "tip", Color::TipText, Color::Tip },
        { "tip muted", Color::TipMuted, Color::Tip }, { "test strip", Color::TestText, Color::TestStrip },
        { "initials 1", Color::Av1Text, Color::Av1 }, { "initials 2", Color::Av2Text, Color::Av2 },
        { "initials 3", Color::Av3Text, Color::Av3 }, { "initials 4", Color::Av4Text, Color::Av4 },
        { "initials 5", Color::Av5Text, Color::Av5 }, { "initials 6", Color::Av6Text, Color::Av6 } });
}

void TokensTest::testContrast_Text_Reads()
{
    checkBothSchemes(4.5);
}

void TokensTest::testContrast_Parts_AreSeen_data()
{
    // New, Expansion and Contraction are told from the card by their outline.
    addPairs({ { "field border", Color::FieldBorder, Color::Card },
        { "focus ring on card", Color::Focus, Color::Card },
        { "focus ring on window", Color::Focus, Color::Window }, { "line", Color::Accent, Color::Card },
        { "comparison", Color::ChartCompare, Color::Card }, { "new", Color::ChartNewLine, Color::Card },
        { "expansion", Color::ChartExpansionLine, Color::Card },
        { "reactivation", Color::ChartReactivation, Color::Card },
        { "contraction", Color::ChartContractionLine, Color::Card },
        { "churn", Color::ChartChurn, Color::Card }, { "fx", Color::ChartFx, Color::Card } });
}

void TokensTest::testContrast_Parts_AreSeen()
{
    checkBothSchemes(3.0);
}

void TokensTest::testSchemeOf_Palette_IsRecognised()
{
    QCOMPARE(schemeOf(Theme::palette(Scheme::Light)), Scheme::Light);
    QCOMPARE(schemeOf(Theme::palette(Scheme::Dark)), Scheme::Dark);
    QCOMPARE(color(Color::Card, Theme::palette(Scheme::Dark)), QColor(0x20, 0x24, 0x2C));
}

void TokensTest::testAvatarColors_Key_IsStable()
{
    const QPalette palette = Theme::palette(Scheme::Light);
    QCOMPARE(avatarColors(u"org_1", palette).ground, avatarColors(u"org_1", palette).ground);
    QStringList grounds;
    for (int number = 0; number < 60; ++number) {
        grounds << avatarColors(u"org_%1"_s.arg(number), palette).ground.name();
    }
    grounds.removeDuplicates();
    QCOMPARE(grounds.size(), 6);
}

QTEST_MAIN(TokensTest)
#include "tokenstest.moc"
