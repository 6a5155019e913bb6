#include "views/plans/planspage.h"

#include "views/plans/planlist.h"
#include "views/theme/theme.h"
#include "views/widgets/conflictdialog.h"
#include "views/widgets/operationprogress.h"
#include "views/widgets/textfield.h"

#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QTest>

using namespace billhook;
using namespace billhook::plans;
using namespace Qt::StringLiterals;
using billing::OperationReport;
using billing::PlanEdit;
using billing::PlanPreview;
using billing::SoldPlan;
using domain::Area;
using domain::Result;
using operations::OperationState;

/** The page of plans: editing, dry run, saving, conflict, and who may only read. */
class PlansPageTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme.install(theme::Mode::Light); }
    void init();
    void testPage_ShowsThePlans_AndTheFirstInTheForm();
    void testAmount_IsReviewedAfterAPause_AndSavedByKeyboard();
    void testWrongAmount_SaysWhatWouldBeRight_AndBlocksSaving();
    void testUndo_TakesBackAWholeField();
    void testConflict_LosesNoTypedText();
    void testFailure_KeepsWhatWasTyped_AndSaysWhatWasKept();
    void testAnotherPlan_AsksFirst_WhenSomethingIsTyped();
    void testFinance_ReadsOnly_WithTheReason();
    void testNewPlan_MakesItsSlug_AndIsCreated();
    void testPictures();

private:
    billing::PlanDesk desk();
    static SoldPlan sold(const std::string &name, std::int64_t amount, std::int64_t mrr);
    widgets::TextField *amount(int row = 0) const;
    void type(widgets::TextField *field, const QString &text);
    void picture(const QString &name);

    theme::Theme m_theme;
    std::vector<SoldPlan> m_plans;
    std::vector<PlanEdit> m_previews;
    std::vector<PlanEdit> m_begun;
    OperationReport m_report;
    std::optional<domain::Error> m_refusal;
    bool m_admin = true;
    std::unique_ptr<PlansPage> m_page;
};

static domain::Money money(std::int64_t minor, const char *code)
{
    return { minor, *domain::Currency::fromCode(code) };
}

SoldPlan PlansPageTest::sold(const std::string &name, std::int64_t amount, std::int64_t mrr)
{
    SoldPlan made;
    made.plan.id = "id-" + name;
    made.plan.stripeProductId = "prod_" + name;
    made.plan.version = 3;
    made.plan.terms.name = name;
    made.plan.terms.slug = QString::fromStdString(name).toLower().toStdString();
    made.plan.terms.description = "For growing teams that ship together";
    made.plan.terms.maxUsers = 25;
    made.plan.terms.maxProjects = 50;
    made.plan.terms.features = { "Unlimited viewers", "Priority e-mail support" };
    made.plan.terms.prices
        = { { "p1", "price_" + name + "usd", money(amount, "usd"), "month", 1, true, true },
              { "p2", "price_" + name + "year", money(amount * 10, "usd"), "year", 1, false, true },
              { "p3", "price_" + name + "jpy", money(5'500, "jpy"), "month", 1, false, true } };
    made.figures = { 1'204, mrr };
    return made;
}

void PlansPageTest::init()
{
    m_plans = { sold("Team", 1'400, 15'660'960), sold("Business", 14'900, 113'216'300) };
    m_previews.clear();
    m_begun.clear();
    m_refusal.reset();
    m_admin = true;
    m_report = { QUuid::createUuid(), OperationState::Running,
        { { u"create_price_1"_s, OperationState::Running },
            { u"set_default_price"_s, OperationState::Pending } },
        {}, u"id-Team"_s, false };
    m_page = std::make_unique<PlansPage>(desk());
    m_page->resize(1220, 792);
    m_page->show();
    m_page->activateWindow();
    m_page->setRange({});
    QTRY_VERIFY(m_page->settled());
    m_page->open(u"id-Team"_s);
    QTRY_VERIFY(m_page->settled());
}

billing::PlanDesk PlansPageTest::desk()
{
    billing::PlanDesk made;
    made.list = [this] { return QtFuture::makeReadyFuture(Result<std::vector<SoldPlan>>(m_plans)); };
    made.holders = [](const QString & /*product*/) {
        return QtFuture::makeReadyFuture(Result<billing::PriceHolders>(
            billing::PriceHolders{ { "price_Teamusd", 1'204 }, { "price_Teamyear", 377 } }));
    };
    made.unlinked = [] {
        return QtFuture::makeReadyFuture(Result<std::vector<domain::Plan>>(std::vector<domain::Plan>()));
    };
    made.preview = [this](const PlanEdit &edit) {
        m_previews.push_back(edit);
        PlanPreview preview;
        preview.currency = "usd";
        preview.affectedSubscriptions = 1'204;
        preview.mrrMigrate = 361'200;
        preview.calls = { { "POST", "/v1/prices", { { "unit_amount", "1700" }, { "currency", "usd" } } },
            { "POST", "/v1/products/prod_Team", { { "default_price", "{create_price_1}" } } } };
        preview.warnings = {
            "38 organizations have more users than the new limit allows; they keep what they have and can "
            "add none."
        };
        return QtFuture::makeReadyFuture(Result<PlanPreview>(preview));
    };
    made.begin = [this](const PlanEdit &edit) {
        m_begun.push_back(edit);
        return QtFuture::makeReadyFuture(m_refusal ? Result<QUuid>(*m_refusal) : Result<QUuid>(m_report.id));
    };
    made.report = [this](const QUuid & /*id*/) {
        return QtFuture::makeReadyFuture(Result<OperationReport>(m_report));
    };
    made.mayEdit = [this] { return m_admin; };
    made.executesHere = [] { return false; };
    return made;
}

widgets::TextField *PlansPageTest::amount(int row) const
{
    return m_page->findChild<widgets::TextField *>(u"price_amount_%1"_s.arg(row));
}

void PlansPageTest::type(widgets::TextField *field, const QString &text)
{
    field->setFocus();
    field->selectAll();
    QTest::keyClicks(field, text);
}

void PlansPageTest::testPage_ShowsThePlans_AndTheFirstInTheForm()
{
    auto *list = m_page->findChild<PlanList *>();
    QCOMPARE(list->model()->rowCount(), 2);
    QCOMPARE(list->model()->index(0, 0).data().toString(), u"Business"_s); // the most MRR first
    QVERIFY(
        list->model()->index(1, 0).data(Qt::AccessibleTextRole).toString().contains(u"MRR $156,609.60"_s));
    QCOMPARE(m_page->findChild<QLabel *>(u"plan_title"_s)->text(), u"Team"_s);
    QCOMPARE(amount()->text(), u"14.00"_s);
    QCOMPARE(amount()->accessibleName(), u"Amount, Monthly USD"_s);
    QVERIFY(!m_page->findChild<QPushButton *>(u"plan_save"_s)->isEnabled());
}

void PlansPageTest::testAmount_IsReviewedAfterAPause_AndSavedByKeyboard()
{
    type(amount(), u"17"_s);
    QVERIFY(m_previews.empty());
    QTRY_COMPARE(m_previews.size(), 1U); // one for all keys
    QCOMPARE(m_previews[0].wanted.prices[0].amount, money(1'700, "usd"));
    QCOMPARE(m_page->findChild<QLabel *>(u"plan_count"_s)->text(), u"1 change"_s);
    QVERIFY(!m_page->unsaved().isEmpty());
    QTRY_VERIFY(m_page->settled());
    QTest::keyClick(amount(), Qt::Key_S, Qt::ControlModifier);
    QTRY_COMPARE(m_begun.size(), 1U);
    auto *progress = m_page->findChild<widgets::OperationProgress *>();
    QTRY_VERIFY(progress->isVisible());
    QCOMPARE(progress->text().title, u"Being carried out at Stripe"_s);
    m_plans[0].plan.terms.prices[0].amount = money(1'700, "usd");
    m_plans[0].plan.version = 4;
    m_report.state = OperationState::Done;
    m_report.finished = true;
    QTRY_VERIFY(m_page->unsaved().isEmpty());
    QTRY_COMPARE(m_page->editor().plan().version, 4);
    QCOMPARE(amount()->text(), u"17.00"_s);
}

void PlansPageTest::testWrongAmount_SaysWhatWouldBeRight_AndBlocksSaving()
{
    type(amount(2), u"6500.50"_s);
    QVERIFY(amount(2)->accessibleDescription().contains(u"JPY has no decimals"_s));
    QCOMPARE(amount(2)->state(), widgets::FieldState::Error);
    QVERIFY(!m_page->findChild<QPushButton *>(u"plan_save"_s)->isEnabled());
    QCOMPARE(m_page->findChild<QLabel *>(u"plan_count"_s)->text(), u"1 change, 1 error"_s);
    amount(0)->setFocus();
    QTest::keyClick(amount(0), Qt::Key_S, Qt::ControlModifier); // leads to what is wrong
    QTRY_VERIFY(amount(2)->hasFocus());
    QVERIFY(m_begun.empty());
}

void PlansPageTest::testUndo_TakesBackAWholeField()
{
    type(amount(), u"17.50"_s);
    auto *name = m_page->findChild<widgets::TextField *>(u"plan_name"_s);
    type(name, u"Crew"_s);
    QTest::keyClick(name, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(name->text(), u"Team"_s);
    QCOMPARE(amount()->text(), u"17.50"_s);
    QTest::keyClick(name, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(amount()->text(), u"14.00"_s);
    QVERIFY(m_page->unsaved().isEmpty());
}

void PlansPageTest::testConflict_LosesNoTypedText()
{
    type(amount(), u"17"_s);
    m_plans[0].plan.version = 4;
    m_plans[0].plan.terms.prices[0].amount = money(1'500, "usd");
    m_plans[0].plan.terms.maxUsers = 30;
    m_page->applyChanges({ Area::Catalog });
    QTRY_VERIFY(m_page->findChild<widgets::ConflictDialog *>() != nullptr);
    auto *dialog = m_page->findChild<widgets::ConflictDialog *>();
    QCOMPARE(amount()->text(), u"17"_s);
    QCOMPARE(dialog->theirs(), QSet<QString>{ u"max_users"_s }); // what I touched stays mine
    dialog->reject();
    QVERIFY(!m_page->findChild<QPushButton *>(u"plan_save"_s)->isEnabled()); // not over theirs
    QTRY_VERIFY(m_page->findChild<widgets::ConflictDialog *>() == nullptr);
    m_page->editor().resolve({ u"max_users"_s });
    QCOMPARE(amount()->text(), u"17"_s);
    QCOMPARE(m_page->findChild<QLineEdit *>(u"plan_max_users"_s)->text(), u"30"_s);
    QCOMPARE(m_page->editor().plan().version, 4);
    QVERIFY(m_page->findChild<QPushButton *>(u"plan_save"_s)->isEnabled());
}

void PlansPageTest::testFailure_KeepsWhatWasTyped_AndSaysWhatWasKept()
{
    m_report.state = OperationState::Failed;
    m_report.finished = true;
    m_report.error = u"No such product."_s;
    m_report.steps[0].state = OperationState::Done;
    m_report.steps[1].state = OperationState::Failed;
    type(amount(), u"17"_s);
    m_page->editor().save();
    auto *progress = m_page->findChild<widgets::OperationProgress *>();
    QTRY_COMPARE(progress->text().state, widgets::ProgressText::State::Failed);
    QVERIFY(progress->text().title.contains(u"No such product."_s));
    QVERIFY2(
        progress->text().detail.contains(u"kept there: Make price 1"_s), qPrintable(progress->text().detail));
    QCOMPARE(amount()->text(), u"17"_s);
    QTest::mouseClick(progress->findChild<QPushButton *>(u"operation_action"_s), Qt::LeftButton);
    QTRY_COMPARE(m_begun.size(), 2U);
}

void PlansPageTest::testAnotherPlan_AsksFirst_WhenSomethingIsTyped()
{
    type(amount(), u"17"_s);
    auto *list = m_page->findChild<PlanList *>();
    list->setCurrentIndex(list->model()->index(0, 0));
    auto *guard = m_page->findChild<QMessageBox *>(u"leave_guard"_s);
    QVERIFY(guard != nullptr);
    QVERIFY(guard->text().contains(u"The changes to Team"_s));
    QTest::keyClick(guard, Qt::Key_Escape);
    QCOMPARE(amount()->text(), u"17"_s);
    QTRY_VERIFY(m_page->findChild<QMessageBox *>(u"leave_guard"_s) == nullptr);
    list->setCurrentIndex(list->model()->index(0, 0));
    guard = m_page->findChild<QMessageBox *>(u"leave_guard"_s);
    for (QAbstractButton *button : guard->buttons()) {
        if (guard->buttonRole(button) == QMessageBox::DestructiveRole) {
            button->click();
        }
    }
    QTRY_COMPARE(m_page->findChild<QLabel *>(u"plan_title"_s)->text(), u"Business"_s);
}

void PlansPageTest::testFinance_ReadsOnly_WithTheReason()
{
    m_admin = false;
    m_page->refresh();
    QTRY_VERIFY(amount()->isReadOnly());
    QVERIFY(!m_page->findChild<QPushButton *>(u"plan_save"_s)->isVisible());
    QVERIFY(!m_page->findChild<QPushButton *>(u"plans_new"_s)->isEnabled());
    QStringList texts;
    for (const QLabel *label : m_page->findChildren<QLabel *>()) {
        texts.append(label->text());
    }
    QVERIFY(texts.contains(u"Your role is Finance, read only."_s));
    m_page->editor().save();
    m_page->editor().archive();
    QVERIFY(m_begun.empty());
}

void PlansPageTest::testNewPlan_MakesItsSlug_AndIsCreated()
{
    QTest::keyClick(m_page.get(), Qt::Key_N, Qt::ControlModifier);
    auto *name = m_page->findChild<widgets::TextField *>(u"plan_name"_s);
    QTRY_VERIFY(name->hasFocus());
    QTest::keyClicks(name, u"Solo Plus"_s);
    QCOMPARE(m_page->findChild<QLineEdit *>(u"plan_slug"_s)->text(), u"solo-plus"_s);
    type(amount(), u"9"_s);
    m_page->findChild<QPushButton *>(u"plan_add_price"_s)->click();
    type(amount(1), u"8"_s); // EUR, the first that is free
    m_page->findChild<QPushButton *>(u"plan_add_price"_s)->click();
    type(amount(2), u"7"_s);
    QTRY_VERIFY(m_page->findChild<QPushButton *>(u"plan_save"_s)->isEnabled());
    m_page->editor().save();
    QCOMPARE(m_begun.size(), 1U);
    QCOMPARE(m_begun[0].kind, PlanEdit::Kind::Create);
    QCOMPARE(m_begun[0].wanted.prices.size(), 3U);
    QCOMPARE(m_begun[0].wanted.prices[1].amount, money(800, "eur"));
}

void PlansPageTest::picture(const QString &name)
{
    const QString folder = qEnvironmentVariable("BILLHOOK_PICTURES");
    if (!folder.isEmpty()) {
        QVERIFY(m_page->grab().save(u"%1/%2.png"_s.arg(folder, name)));
    }
}

/** Every state can be painted in both themes; BILLHOOK_PICTURES names a folder for the pictures. */
void PlansPageTest::testPictures()
{
    for (const auto mode : { theme::Mode::Light, theme::Mode::Dark }) {
        m_theme.setMode(mode);
        const QString suffix = mode == theme::Mode::Dark ? u"-dark"_s : QString();
        init();
        picture(u"read"_s + suffix);
        type(amount(), u"17"_s);
        type(amount(2), u"6500.50"_s);
        picture(u"wrong"_s + suffix);
        type(amount(2), u"6500"_s);
        QTRY_VERIFY(m_page->settled());
        picture(u"review"_s + suffix);
        m_page->editor().save();
        picture(u"under-way"_s + suffix);
        m_admin = false;
        init();
        m_page->editor().editNew();
        picture(u"new"_s + suffix);
        QVERIFY(!m_page->grab().isNull());
    }
    m_theme.setMode(theme::Mode::Light);
}

QTEST_MAIN(PlansPageTest)

#include "planspagetest.moc"
