#include "views/shell/mainwindow.h"

#include "views/shell/history.h"
#include "views/shell/sidebar.h"
#include "views/widgets/rangecontrol.h"

#include <QAbstractButton>
#include <QApplication>
#include <QMenuBar>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace billhook;
using namespace billhook::shell;

class FakePage final : public Page
{
public:
    using Page::Page;

    void refresh() override { ++refreshes; }
    void applyChanges(const domain::Areas & /*areas*/) override { }
    bool settled() const override { return true; }
    QString failure() const override { return {}; }
    void setRange(const domain::RangeChoice &choice) override { ranges.push_back(choice); }

    int refreshes{ 0 };
    std::vector<domain::RangeChoice> ranges;
};

class MainWindowTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void testPages_FirstVisit_MakesThem();
    void testPages_Shortcut_Switches();
    void testHistory_Keys_GoBackAndForth();
    void testHistory_NewVisit_DropsWhatWasAhead();
    void testRange_Choice_ReachesPages();
    void testRange_Control_OnlyWhereUsed();
    void testRefresh_Key_ReachesTheCurrentPage();
    void testTheme_Menu_Switches();
    void testTestMode_Title_SaysSo();
    void testWidth_Narrow_CollapsesTheSidebar();
    void testMenus_Actions_AreReal();
    void testAccessible_Buttons_AreNamed();

private:
    FakePage *pageOf(const QString &id) const { return dynamic_cast<FakePage *>(m_window->page(id)); }

    theme::Theme m_theme;
    std::unique_ptr<MainWindow> m_window;
    int m_made{ 0 };
};

void MainWindowTest::initTestCase()
{
    m_theme.install(theme::Mode::Light);
}

void MainWindowTest::init()
{
    m_made = 0;
    m_window = std::make_unique<MainWindow>(m_theme);
    const auto make = [this](QWidget *parent) {
        ++m_made;
        return new FakePage(parent);
    };
    m_window->addPage({ u"overview"_s, u"Overview"_s, u"layout-dashboard"_s, true, make });
    m_window->addPage({ u"organizations"_s, u"Organizations"_s, u"building-2"_s, false, make });
    m_window->show();
    m_window->showPage(u"overview"_s);
    QApplication::setActiveWindow(m_window.get());
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void MainWindowTest::testPages_FirstVisit_MakesThem()
{
    QCOMPARE(m_made, 1);
    QVERIFY(m_window->page(u"organizations"_s) == nullptr);
    m_window->showPage(u"organizations"_s);
    m_window->showPage(u"overview"_s);
    m_window->showPage(u"organizations"_s);
    QCOMPARE(m_made, 2);
    m_window->showPage(u"no such page"_s);
    QCOMPARE(m_window->currentPage(), u"organizations"_s);
}

void MainWindowTest::testPages_Shortcut_Switches()
{
    QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
    QCOMPARE(m_window->currentPage(), u"organizations"_s);
    QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(m_window->currentPage(), u"overview"_s);
}

void MainWindowTest::testHistory_Keys_GoBackAndForth()
{
    m_window->showPage(u"organizations"_s);
    QTest::keyClick(m_window.get(), Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(m_window->currentPage(), u"overview"_s);
    QTest::keyClick(m_window.get(), Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(m_window->currentPage(), u"organizations"_s);
    QTest::keyClick(m_window.get(), Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(m_window->currentPage(), u"organizations"_s);
}

void MainWindowTest::testHistory_NewVisit_DropsWhatWasAhead()
{
    History history;
    history.visit(0);
    history.visit(1);
    history.visit(1);
    QCOMPARE(history.goBack(), 0);
    QVERIFY(history.canGoForward());
    history.visit(2);
    QVERIFY(!history.canGoForward());
    QCOMPARE(history.goBack(), 0);
    QVERIFY(!history.canGoBack());
}

void MainWindowTest::testRange_Choice_ReachesPages()
{
    QSignalSpy changed(m_window.get(), &MainWindow::rangeChanged);
    QCOMPARE(pageOf(u"overview"_s)->ranges.size(), std::size_t{ 1 });
    const domain::RangeChoice wanted{ domain::RangePreset::Last90Days, domain::Comparison::None };
    m_window->setRange(wanted);
    QCOMPARE(pageOf(u"overview"_s)->ranges.back(), wanted);
    m_window->showPage(u"organizations"_s);
    QCOMPARE(pageOf(u"organizations"_s)->ranges.back(), wanted);
    QCOMPARE(changed.size(), 0);
}

void MainWindowTest::testRange_Control_OnlyWhereUsed()
{
    auto *control = m_window->findChild<widgets::RangeControl *>();
    QVERIFY(control->isVisible());
    m_window->showPage(u"organizations"_s);
    QVERIFY(!control->isVisible());
}

void MainWindowTest::testRefresh_Key_ReachesTheCurrentPage()
{
    m_window->showPage(u"organizations"_s);
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    QCOMPARE(pageOf(u"organizations"_s)->refreshes, 1);
    QCOMPARE(pageOf(u"overview"_s)->refreshes, 0);
}

void MainWindowTest::testTheme_Menu_Switches()
{
    QSignalSpy chosen(m_window.get(), &MainWindow::themeModeChosen);
    for (QAction *action : m_window->findChildren<QAction *>()) {
        if (action->text() == u"&Dark") {
            action->trigger();
        }
    }
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(m_theme.scheme(), theme::Scheme::Dark);
    m_theme.setMode(theme::Mode::Light);
}

void MainWindowTest::testTestMode_Title_SaysSo()
{
    QCOMPARE(m_window->windowTitle(), u"Overview – Billhook"_s);
    m_window->setTestMode(u"TEST MODE"_s, u"Nothing here charges a real card."_s);
    QVERIFY(m_window->windowTitle().startsWith(u"TEST"));
    auto *strip = m_window->findChild<QWidget *>(u"testStrip"_s);
    QVERIFY(strip->isVisible());
    QVERIFY(strip->mapTo(m_window.get(), QPoint()).y()
        < m_window->findChild<QMenuBar *>()->mapTo(m_window.get(), QPoint()).y());
    m_window->setTestMode({});
    QVERIFY(!strip->isVisible());
}

void MainWindowTest::testWidth_Narrow_CollapsesTheSidebar()
{
    auto *sidebar = m_window->findChild<Sidebar *>();
    m_window->resize(1440, 900);
    QCOMPARE(sidebar->width(), 220);
    m_window->resize(1024, 700);
    QTRY_COMPARE(sidebar->width(), 56);
    m_window->resize(1440, 900);
    QTRY_COMPARE(sidebar->width(), 220);
}

void MainWindowTest::testMenus_Actions_AreReal()
{
    for (const QAction *top : m_window->findChild<QMenuBar *>()->actions()) {
        QVERIFY2(!top->menu()->actions().isEmpty(), qPrintable(top->text()));
        for (const QAction *action : top->menu()->actions()) {
            const bool leads = action->isSeparator() || action->menu() != nullptr
                || action->isEnabled() == (action->text() != u"&Back" && action->text() != u"&Forward");
            QVERIFY2(leads, qPrintable(action->text()));
        }
    }
}

void MainWindowTest::testAccessible_Buttons_AreNamed()
{
    for (const QAbstractButton *button : m_window->findChildren<QAbstractButton *>()) {
        if (button->isVisible()) {
            QVERIFY(!button->accessibleName().isEmpty() || !button->text().isEmpty());
        }
    }
}

QTEST_MAIN(MainWindowTest)
#include "mainwindowtest.moc"
