#include "models/items/organizationtablemodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace billhook::items;
using namespace Qt::StringLiterals;
using Column = OrganizationTableModel::Column;

/** The paged model: true count, pages on demand, the smallest change. */
class OrganizationTableModelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testRowCount_IsTrue_FromTheStart();
    void testData_WantsAPage_OnceOnly();
    void testSetPage_ChangesItsRows_AndNoOthers();
    void testData_ShowsEachColumn();
    void testInvalidate_KeepsRows_UntilTheyComeAgain();
    void testSetPage_ForgetsTheOldest_BeyondItsRoom();
    void testSetPage_Ignores_WhatIsNotThere();
    void testSort_Asks_InsteadOfSorting();
    void testSetRowCount_KeepsRows_AndReadsTheLastPageAgain();
    void testSetChoice_ChecksRows_ByTheirIds();
};

namespace {

constexpr int pageRows = 10;

OrganizationItem item(int number)
{
    OrganizationItem made;
    made.id = u"id%1"_s.arg(number);
    made.name = u"Name %1"_s.arg(number);
    made.status = u"active"_s;
    made.plan = u"Business"_s;
    made.quantity = 328;
    made.currency = u"eur"_s;
    made.annual = 11'760'000;
    made.reportingCurrency = u"usd"_s;
    made.reportingAnnual = 12'754'896;
    made.members = 1'311;
    made.nextRenewal = QDate(2026, 12, 1);
    return made;
}

QList<OrganizationItem> items(int first, int count)
{
    QList<OrganizationItem> made;
    for (int i = 0; i < count; ++i) {
        made.append(item(first + i));
    }
    return made;
}

QString text(const OrganizationTableModel &model, int row, Column column)
{
    return model.index(row, static_cast<int>(column)).data().toString();
}

} // namespace

void OrganizationTableModelTest::testRowCount_IsTrue_FromTheStart()
{
    OrganizationTableModel model(pageRows);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    QSignalSpy reset(&model, &OrganizationTableModel::modelReset);
    model.reset(1'000'000);
    QCOMPARE(model.rowCount(), 1'000'000);
    QCOMPARE(model.columnCount(), 8);
    QCOMPARE(reset.size(), 1);
    QVERIFY(!model.index(999'999, 0).data().isValid());
}

void OrganizationTableModelTest::testData_WantsAPage_OnceOnly()
{
    OrganizationTableModel model(pageRows);
    model.reset(95);
    QSignalSpy wanted(&model, &OrganizationTableModel::pageWanted);
    QVERIFY(!model.index(42, 0).data().isValid());
    QVERIFY(!model.index(43, 1).data().isValid());
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted.first().first().toInt(), 4);
    model.forgetRequest(4);
    QVERIFY(!model.index(44, 0).data().isValid());
    QCOMPARE(wanted.size(), 2);
}

void OrganizationTableModelTest::testSetPage_ChangesItsRows_AndNoOthers()
{
    OrganizationTableModel model(pageRows);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.reset(95);
    QSignalSpy changed(&model, &OrganizationTableModel::dataChanged);
    model.setPage(9, items(90, 5));
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed.first().at(0).toModelIndex().row(), 90);
    QCOMPARE(changed.first().at(1).toModelIndex().row(), 94);
    QCOMPARE(text(model, 92, Column::Name), u"Name 92"_s);
    QVERIFY(!model.index(10, 0).data().isValid());
}

void OrganizationTableModelTest::testData_ShowsEachColumn()
{
    OrganizationTableModel model(pageRows);
    model.setReportingCurrency(u"usd"_s);
    model.reset(2);
    OrganizationItem plain = item(1);
    plain.currency = u"usd"_s;
    plain.status = u"some_new_status"_s;
    plain.reportingAnnual.reset();
    plain.nextRenewal = {};
    plain.quantity.reset();
    model.setPage(0, { item(0), plain });
    QCOMPARE(text(model, 0, Column::Status), u"Active"_s);
    QCOMPARE(text(model, 0, Column::Plan), u"Business × 328"_s);
    QCOMPARE(text(model, 0, Column::Mrr), u"10,629.08"_s);
    QCOMPARE(text(model, 0, Column::BilledIn), u"EUR 9,800.00"_s);
    QCOMPARE(text(model, 0, Column::Members), u"1,311"_s);
    QCOMPARE(text(model, 0, Column::NextRenewal), u"1 Dec 2026"_s);
    QCOMPARE(model.headerData(static_cast<int>(Column::Mrr), Qt::Horizontal, Qt::DisplayRole).toString(),
        u"MRR, USD"_s);
    QCOMPARE(model.index(0, static_cast<int>(Column::Mrr)).data(OrganizationTableModel::RawRole).toLongLong(),
        12'754'896);
    QCOMPARE(text(model, 1, Column::Status), u"some new status"_s);
    QCOMPARE(text(model, 1, Column::Plan), u"Business"_s);
    QCOMPARE(text(model, 1, Column::Mrr), u"—"_s);
    QCOMPARE(text(model, 1, Column::BilledIn), u"USD"_s);
    QCOMPARE(text(model, 1, Column::NextRenewal), u"—"_s);
    QVERIFY(!model.index(1, static_cast<int>(Column::Mrr)).data(OrganizationTableModel::RawRole).isValid());
}

void OrganizationTableModelTest::testInvalidate_KeepsRows_UntilTheyComeAgain()
{
    OrganizationTableModel model(pageRows);
    model.reset(20);
    model.setPage(0, items(0, 10));
    QSignalSpy wanted(&model, &OrganizationTableModel::pageWanted);
    model.invalidate();
    QCOMPARE(text(model, 3, Column::Name), u"Name 3"_s);
    QCOMPARE(wanted.size(), 1);
    model.setPage(0, items(100, 10));
    QCOMPARE(text(model, 3, Column::Name), u"Name 103"_s);
    QCOMPARE(wanted.size(), 1);
}

void OrganizationTableModelTest::testSetPage_ForgetsTheOldest_BeyondItsRoom()
{
    OrganizationTableModel model(pageRows);
    model.reset(10'000);
    for (int page = 0; page < 65; ++page) {
        model.setPage(page, items(page * pageRows, pageRows));
        QVERIFY(model.index(0, 0).data().isValid()); // used again and again
    }
    QVERIFY(model.index(640, 0).data().isValid());
    QVERIFY(!model.index(10, 0).data().isValid());
}

void OrganizationTableModelTest::testSetPage_Ignores_WhatIsNotThere()
{
    OrganizationTableModel model(pageRows);
    model.reset(20);
    QSignalSpy changed(&model, &OrganizationTableModel::dataChanged);
    model.setPage(2, items(0, 10));
    model.setPage(-1, items(0, 10));
    QCOMPARE(changed.size(), 0);
    model.setPage(1, items(10, 3)); // rows were deleted meanwhile
    QVERIFY(model.index(12, 0).data().isValid());
    QVERIFY(!model.index(13, 0).data().isValid());
}

void OrganizationTableModelTest::testSort_Asks_InsteadOfSorting()
{
    OrganizationTableModel model(pageRows);
    QSignalSpy asked(&model, &OrganizationTableModel::sortRequested);
    model.sort(static_cast<int>(Column::Members), Qt::DescendingOrder);
    model.sort(-1, Qt::AscendingOrder);
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked.first().at(0).value<Column>(), Column::Members);
}

void OrganizationTableModelTest::testSetRowCount_KeepsRows_AndReadsTheLastPageAgain()
{
    OrganizationTableModel model(pageRows);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.reset(15);
    model.setPage(0, items(0, 10));
    model.setPage(1, items(10, 5));
    QSignalSpy wanted(&model, &OrganizationTableModel::pageWanted);
    model.setRowCount(1'000'000);
    QCOMPARE(model.rowCount(), 1'000'000);
    QCOMPARE(text(model, 3, Column::Name), u"Name 3"_s);
    QCOMPARE(text(model, 12, Column::Name), u"Name 12"_s);
    QVERIFY(wanted.contains(QVariantList{ 1 }));
    QVERIFY(!wanted.contains(QVariantList{ 0 }));
    model.setRowCount(4);
    QCOMPARE(model.rowCount(), 4);
    QCOMPARE(text(model, 3, Column::Name), u"Name 3"_s);
    model.setRowCount(0);
    QCOMPARE(model.rowCount(), 0);
}

void OrganizationTableModelTest::testSetChoice_ChecksRows_ByTheirIds()
{
    OrganizationTableModel model(pageRows);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.reset(20);
    model.setPage(0, items(0, 10));
    const auto checked = [&](int row) {
        return model.index(row, 0).data(Qt::CheckStateRole).value<Qt::CheckState>() == Qt::Checked;
    };
    model.setChoice({ false, { u"id3"_s } });
    QVERIFY(checked(3) && !checked(4));
    model.setChoice({ true, { u"id3"_s } });
    QVERIFY(!checked(3) && checked(4));
    QVERIFY(!model.index(15, 0).data(Qt::CheckStateRole).isValid());
    QCOMPARE(model.idAt(3), u"id3"_s);
    QCOMPARE(model.idAt(15), QString());
    QCOMPARE(model.page(0).size(), pageRows);
}

QTEST_GUILESS_MAIN(OrganizationTableModelTest)

#include "organizationtablemodeltest.moc"
