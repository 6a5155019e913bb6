#include "models/items/pagedtablemodel.h"

#include "models/items/organizationcolumns.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace billhook;
using namespace billhook::items;
using namespace Qt::StringLiterals;
using domain::OrganizationRow;
using OrganizationTable = PagedTableModel<OrganizationRow>;

/** The paged model: true count, pages on demand, the smallest change. */
class PagedTableModelTest final : public QObject
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

enum Column : int
{
    Check,
    Name,
    Status,
    Plan,
    Mrr,
    BilledIn,
    Members,
    NextRenewal
};

OrganizationRow item(int number)
{
    OrganizationRow made;
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

domain::ListRows rowsFrom(int first, int count)
{
    domain::ListRows made;
    for (int i = 0; i < count; ++i) {
        made.append(domain::ListRow::of(item(first + i)));
    }
    return made;
}

QString text(const PagedTable &model, int row, Column column)
{
    return model.index(row, column).data().toString();
}

} // namespace

void PagedTableModelTest::testRowCount_IsTrue_FromTheStart()
{
    OrganizationTable model(organizationColumns(), pageRows);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    QSignalSpy reset(&model, &PagedTable::modelReset);
    model.reset(1'000'000);
    QCOMPARE(model.rowCount(), 1'000'000);
    QCOMPARE(model.columnCount(), 8);
    QCOMPARE(reset.size(), 1);
    QVERIFY(!model.index(999'999, 0).data().isValid());
}

void PagedTableModelTest::testData_WantsAPage_OnceOnly()
{
    OrganizationTable model(organizationColumns(), pageRows);
    model.reset(95);
    QSignalSpy wanted(&model, &PagedTable::pageWanted);
    QVERIFY(!model.index(42, 0).data().isValid());
    QVERIFY(!model.index(43, 1).data().isValid());
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted.first().first().toInt(), 4);
    model.forgetRequest(4);
    QVERIFY(!model.index(44, 0).data().isValid());
    QCOMPARE(wanted.size(), 2);
}

void PagedTableModelTest::testSetPage_ChangesItsRows_AndNoOthers()
{
    OrganizationTable model(organizationColumns(), pageRows);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.reset(95);
    QSignalSpy changed(&model, &PagedTable::dataChanged);
    model.setPage(9, rowsFrom(90, 5));
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed.first().at(0).toModelIndex().row(), 90);
    QCOMPARE(changed.first().at(1).toModelIndex().row(), 94);
    QCOMPARE(text(model, 92, Name), u"Name 92"_s);
    QVERIFY(!model.index(10, 0).data().isValid());
}

void PagedTableModelTest::testData_ShowsEachColumn()
{
    OrganizationTable model(organizationColumns(), pageRows);
    model.setReportingCurrency(u"usd"_s);
    model.reset(2);
    OrganizationRow plain = item(1);
    plain.currency = u"usd"_s;
    plain.status = u"some_new_status"_s;
    plain.reportingAnnual.reset();
    plain.nextRenewal = {};
    plain.quantity.reset();
    model.setPage(0, { domain::ListRow::of(item(0)), domain::ListRow::of(plain) });
    QCOMPARE(text(model, 0, Status), u"Active"_s);
    QCOMPARE(text(model, 0, Plan), u"Business × 328"_s);
    QCOMPARE(text(model, 0, Mrr), u"10,629.08"_s);
    QCOMPARE(text(model, 0, BilledIn), u"EUR 9,800.00"_s);
    QCOMPARE(text(model, 0, Members), u"1,311"_s);
    QCOMPARE(text(model, 0, NextRenewal), u"1 Dec 2026"_s);
    QCOMPARE(model.headerData(Mrr, Qt::Horizontal, Qt::DisplayRole).toString(), u"MRR, USD"_s);
    QCOMPARE(model.index(0, Mrr).data(RawRole).toLongLong(), 12'754'896);
    QCOMPARE(text(model, 1, Status), u"some new status"_s);
    QCOMPARE(text(model, 1, Plan), u"Business"_s);
    QCOMPARE(text(model, 1, Mrr), u"—"_s);
    QCOMPARE(text(model, 1, BilledIn), u"USD"_s);
    QCOMPARE(text(model, 1, NextRenewal), u"—"_s);
    QVERIFY(!model.index(1, Mrr).data(RawRole).isValid());
}

void PagedTableModelTest::testInvalidate_KeepsRows_UntilTheyComeAgain()
{
    OrganizationTable model(organizationColumns(), pageRows);
    model.reset(20);
    model.setPage(0, rowsFrom(0, 10));
    QSignalSpy wanted(&model, &PagedTable::pageWanted);
    model.invalidate();
    QCOMPARE(text(model, 3, Name), u"Name 3"_s);
    QCOMPARE(wanted.size(), 1);
    model.setPage(0, rowsFrom(100, 10));
    QCOMPARE(text(model, 3, Name), u"Name 103"_s);
    QCOMPARE(wanted.size(), 1);
}

void PagedTableModelTest::testSetPage_ForgetsTheOldest_BeyondItsRoom()
{
    OrganizationTable model(organizationColumns(), pageRows);
    model.reset(10'000);
    for (int page = 0; page < 65; ++page) {
        model.setPage(page, rowsFrom(page * pageRows, pageRows));
        QVERIFY(model.index(0, 0).data().isValid()); // used again and again
    }
    QVERIFY(model.index(640, 0).data().isValid());
    QVERIFY(!model.index(10, 0).data().isValid());
}

void PagedTableModelTest::testSetPage_Ignores_WhatIsNotThere()
{
    OrganizationTable model(organizationColumns(), pageRows);
    model.reset(20);
    QSignalSpy changed(&model, &PagedTable::dataChanged);
    model.setPage(2, rowsFrom(0, 10));
    model.setPage(-1, rowsFrom(0, 10));
    QCOMPARE(changed.size(), 0);
    model.setPage(1, rowsFrom(10, 3)); // rows were deleted meanwhile
    QVERIFY(model.index(12, 0).data().isValid());
    QVERIFY(!model.index(13, 0).data().isValid());
}

void PagedTableModelTest::testSort_Asks_InsteadOfSorting()
{
    OrganizationTable model(organizationColumns(), pageRows);
    QSignalSpy asked(&model, &PagedTable::sortRequested);
    model.sort(Members, Qt::DescendingOrder);
    model.sort(-1, Qt::AscendingOrder);
    model.sort(Check, Qt::AscendingOrder);
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked.first().at(0).toString(), u"members"_s);
}

void PagedTableModelTest::testSetRowCount_KeepsRows_AndReadsTheLastPageAgain()
{
    OrganizationTable model(organizationColumns(), pageRows);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.reset(15);
    model.setPage(0, rowsFrom(0, 10));
    model.setPage(1, rowsFrom(10, 5));
    QSignalSpy wanted(&model, &PagedTable::pageWanted);
    model.setRowCount(1'000'000);
    QCOMPARE(model.rowCount(), 1'000'000);
    QCOMPARE(text(model, 3, Name), u"Name 3"_s);
    QCOMPARE(text(model, 12, Name), u"Name 12"_s);
    QVERIFY(wanted.contains(QVariantList{ 1 }));
    QVERIFY(!wanted.contains(QVariantList{ 0 }));
    model.setRowCount(4);
    QCOMPARE(model.rowCount(), 4);
    QCOMPARE(text(model, 3, Name), u"Name 3"_s);
    model.setRowCount(0);
    QCOMPARE(model.rowCount(), 0);
}

void PagedTableModelTest::testSetChoice_ChecksRows_ByTheirIds()
{
    OrganizationTable model(organizationColumns(), pageRows);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.reset(20);
    model.setPage(0, rowsFrom(0, 10));
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

QTEST_GUILESS_MAIN(PagedTableModelTest)

#include "pagedtablemodeltest.moc"
