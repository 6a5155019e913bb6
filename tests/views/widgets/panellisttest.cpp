#include "views/widgets/panellist.h"

#include "views/theme/theme.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace billhook;
using namespace billhook::widgets;

class PanelListTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void testHeight_Rows_AreSummed();
    void testRows_Accessible_SaysAll();
    void testActivate_Enter_GivesTheId();
    void testActivate_Group_IsSilent();
    void testSetRows_Current_StaysOnItsId();
    void testSetRows_Same_DoesNothing();

private:
    static std::vector<PanelRow> rows();

    theme::Theme m_theme;
};

void PanelListTest::initTestCase()
{
    m_theme.install(theme::Mode::Light);
}

std::vector<PanelRow> PanelListTest::rows()
{
    using Kind = PanelRow::Kind;
    return { { Kind::Group, {}, u"hourglass"_s, u"Trials ending"_s, u"96 within 7 days"_s, {},
                 u"$14,822.00"_s },
        { Kind::OneLine, u"sub_1"_s, {}, u"Bramble & Co"_s, u"Business trial"_s, u"19 Nov"_s, u"149.00"_s },
        { Kind::TwoLine, u"in_1"_s, {}, u"Redfern Aerospace"_s, u"Insufficient funds"_s, {}, u"$4,788.00"_s,
            u"Sat 21 Nov"_s } };
}

void PanelListTest::testHeight_Rows_AreSummed()
{
    PanelList list;
    list.setRows(rows());
    QCOMPARE(list.contentHeight(), 28 + 28 + 36);
    QCOMPARE(list.sizeHint().height(), list.contentHeight());
}

void PanelListTest::testRows_Accessible_SaysAll()
{
    PanelList list;
    const QAbstractItemModelTester tester(list.model());
    list.setRows(rows());
    QCOMPARE(list.model()->index(2, 0).data(Qt::AccessibleTextRole).toString(),
        u"Redfern Aerospace, Insufficient funds, $4,788.00, Sat 21 Nov"_s);
}

void PanelListTest::testActivate_Enter_GivesTheId()
{
    PanelList list;
    list.setRows(rows());
    list.resize(380, 200);
    list.show();
    QSignalSpy activated(&list, &PanelList::rowActivated);
    list.setCurrentIndex(list.model()->index(1, 0));
    QTest::keyClick(&list, Qt::Key_Return);
    QCOMPARE(activated.size(), 1);
    QCOMPARE(activated.first().first().toString(), u"sub_1"_s);
    QTest::keyClick(&list, Qt::Key_Down);
    QCOMPARE(list.currentIndex().row(), 2);
}

void PanelListTest::testActivate_Group_IsSilent()
{
    PanelList list;
    list.setRows(rows());
    list.resize(380, 200);
    list.show();
    QSignalSpy activated(&list, &PanelList::rowActivated);
    QTest::mouseDClick(list.viewport(), Qt::LeftButton, {}, QPoint(50, 10));
    QCOMPARE(activated.size(), 0);
}

void PanelListTest::testSetRows_Current_StaysOnItsId()
{
    PanelList list;
    list.setRows(rows());
    list.setCurrentIndex(list.model()->index(2, 0));
    std::vector<PanelRow> more = rows();
    more.insert(more.begin() + 1, PanelRow{ PanelRow::Kind::OneLine, u"sub_0"_s, {}, u"Arrived first"_s });
    list.setRows(more);
    QCOMPARE(list.currentIndex().row(), 3);
}

void PanelListTest::testSetRows_Same_DoesNothing()
{
    PanelList list;
    list.setRows(rows());
    QSignalSpy changed(list.model(), &QAbstractItemModel::dataChanged);
    QSignalSpy reset(list.model(), &QAbstractItemModel::modelReset);
    list.setRows(rows());
    QCOMPARE(changed.size() + reset.size(), 0);
    std::vector<PanelRow> other = rows();
    other[1].value = u"150.00"_s;
    list.setRows(other);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(reset.size(), 0);
}

QTEST_MAIN(PanelListTest)
#include "panellisttest.moc"
