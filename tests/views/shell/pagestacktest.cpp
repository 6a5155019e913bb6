#include "views/shell/pagestack.h"

#include "views/theme/theme.h"

#include <QApplication>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace billhook;
using namespace billhook::shell;
using domain::Area;

namespace {

class CountingPage final : public Page
{
public:
    explicit CountingPage(QWidget *parent)
        : Page(parent)
        , m_first(new QWidget(this))
    {
        m_first->setFocusPolicy(Qt::StrongFocus);
        setFocusProxy(m_first);
    }

    void refresh() override { ++refreshes; }
    void applyChanges(const domain::Areas &areas) override { changes.push_back(areas); }
    bool settled() const override { return true; }
    QString failure() const override { return {}; }
    void setRange(const domain::RangeChoice &choice) override { ranges.push_back(choice); }
    bool focused() const { return m_first->hasFocus(); }

    int refreshes{ 0 };
    std::vector<domain::Areas> changes;
    std::vector<domain::RangeChoice> ranges;

private:
    QWidget *m_first;
};

} // namespace

/** Who reads, and when: only what somebody looks at. */
class PageStackTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme.install(theme::Mode::Light); }
    void init();
    void testCase20_Hidden_Page_ReadsNothing_UntilItIsShown();
    void testCase20_Asleep_NothingReads();
    void testCase20_Range_ReachesTheHidden_Once();
    void testCase21_Shown_Page_HasTheFocus();
    void testCase25_Obstacle_StandsForEveryPage();

private:
    CountingPage &page(int index) { return dynamic_cast<CountingPage &>(*m_stack->page(index)); }

    theme::Theme m_theme;
    std::unique_ptr<PageStack> m_stack;
};

void PageStackTest::init()
{
    m_stack = std::make_unique<PageStack>();
    for (const QString &id : { u"overview"_s, u"organizations"_s }) {
        m_stack->add({ id, id, u"inbox"_s, true, [](QWidget *parent) { return new CountingPage(parent); } });
    }
    m_stack->show();
    m_stack->showPage(0);
    m_stack->showPage(1);
    m_stack->showPage(0);
}

void PageStackTest::testCase20_Hidden_Page_ReadsNothing_UntilItIsShown()
{
    for (int event = 0; event < 15; ++event) {
        m_stack->applyChanges({ Area::Revenue });
    }
    m_stack->applyChanges({ Area::Customers });
    QCOMPARE(page(0).changes.size(), 16U);
    QVERIFY(page(1).changes.empty());
    m_stack->showPage(1);
    QCOMPARE(page(1).changes, std::vector{ (domain::Areas{ Area::Revenue, Area::Customers }) });
    m_stack->showPage(0);
    m_stack->showPage(1);
    QCOMPARE(page(1).changes.size(), 1U);
    QCOMPARE(page(1).refreshes, 0);
}

void PageStackTest::testCase20_Asleep_NothingReads()
{
    m_stack->setAsleep(true);
    m_stack->applyChanges({ Area::Revenue });
    m_stack->refresh();
    QVERIFY(page(0).changes.empty());
    QCOMPARE(page(0).refreshes, 0);
    m_stack->setAsleep(false);
    QCOMPARE(page(0).refreshes, 1); // which reads the change too
    QVERIFY(page(0).changes.empty());
    m_stack->showPage(1);
    QCOMPARE(page(1).refreshes, 1);
}

void PageStackTest::testCase20_Range_ReachesTheHidden_Once()
{
    QCOMPARE(page(1).ranges.size(), 1U);
    const domain::RangeChoice last{ domain::RangePreset::LastYear, domain::Comparison::None };
    m_stack->setRange({ domain::RangePreset::Last7Days, domain::Comparison::None });
    m_stack->setRange(last);
    QCOMPARE(page(0).ranges.size(), 3U);
    QCOMPARE(page(1).ranges.size(), 1U);
    m_stack->showPage(1);
    QCOMPARE(page(1).ranges.size(), 2U);
    QCOMPARE(page(1).ranges.back(), last);
}

void PageStackTest::testCase21_Shown_Page_HasTheFocus()
{
    QApplication::setActiveWindow(m_stack.get());
    m_stack->showPage(1);
    QVERIFY(page(1).focused());
    m_stack->showPage(0);
    QVERIFY(page(0).focused());
}

void PageStackTest::testCase25_Obstacle_StandsForEveryPage()
{
    m_stack->setObstacle(
        widgets::StateText{ u"wifi-off"_s, widgets::Tone::Danger, u"No database"_s, {}, {} });
    QVERIFY(!page(0).isVisible());
    m_stack->showPage(1);
    QVERIFY(!page(1).isVisible());
    QVERIFY(m_stack->findChild<widgets::StateView *>(u"obstacle"_s)->isVisible());
    m_stack->setObstacle(std::nullopt);
    QVERIFY(page(1).isVisible());
}

QTEST_MAIN(PageStackTest)

#include "pagestacktest.moc"
