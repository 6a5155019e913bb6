#include "app/desktop/windowmemory.h"

#include "views/shell/pagestack.h"

#include <QScreen>
#include <QTemporaryDir>
#include <QTest>

using namespace billhook;
using namespace billhook::desktop;
using namespace Qt::StringLiterals;

namespace {

class FakePage final : public shell::Page
{
public:
    using Page::Page;

    void refresh() override { }
    void applyChanges(const domain::Areas & /*areas*/) override { }
    bool settled() const override { return true; }
    QString failure() const override { return {}; }
    QVariantMap memory() const override { return { { u"sort"_s, sort } }; }
    void restore(const QVariantMap &memory) override { sort = memory.value(u"sort"_s, u"name"_s).toString(); }

    QString sort;
};

} // namespace

/** Case 26: what a person set up is there after the next start. */
class WindowMemoryTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void testCase26_Next_Start_FindsEverything();
    void testCase26_Settings_OfAnotherVersion_DoNoHarm();
    void testCase26_FirstStart_FitsItsScreen();

private:
    std::unique_ptr<shell::MainWindow> makeWindow();

    QTemporaryDir m_folder;
    theme::Theme m_theme;
};

void WindowMemoryTest::initTestCase()
{
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
    m_theme.install(theme::Mode::Light);
}

std::unique_ptr<shell::MainWindow> WindowMemoryTest::makeWindow()
{
    auto window = std::make_unique<shell::MainWindow>(m_theme);
    for (const QString &id : { u"overview"_s, u"organizations"_s }) {
        window->addPage({ id, id, u"inbox"_s, true, [](QWidget *parent) { return new FakePage(parent); } });
    }
    return window;
}

void WindowMemoryTest::testCase26_Next_Start_FindsEverything()
{
    {
        const auto window = makeWindow();
        WindowMemory memory;
        QCOMPARE(memory.page(), u"overview"_s);
        memory.restore(*window, { 1'000, 600 });
        window->show();
        window->resize(900, 600);
        window->showPage(u"organizations"_s);
        dynamic_cast<FakePage &>(*window->page(u"organizations"_s)).sort = u"mrr"_s;
        window->setRange({ domain::RangePreset::Last90Days, domain::Comparison::None });
        memory.save(*window);
    }
    const auto window = makeWindow();
    const WindowMemory memory;
    QCOMPARE(memory.page(), u"organizations"_s);
    memory.restore(*window, { 1'000, 600 });
    window->show();
    window->showPage(memory.page());
    QCOMPARE(window->size(), QSize(900, 600));
    QCOMPARE(
        window->range(), (domain::RangeChoice{ domain::RangePreset::Last90Days, domain::Comparison::None }));
    QCOMPARE(dynamic_cast<FakePage &>(*window->page(u"organizations"_s)).sort, u"mrr"_s);
}

void WindowMemoryTest::testCase26_Settings_OfAnotherVersion_DoNoHarm()
{
    QSettings settings(u"Billhook"_s, u"billhook"_s);
    settings.setValue(u"window/range"_s, 97);
    settings.setValue(u"window/comparison"_s, u"nonsense"_s);
    settings.setValue(u"window/pages"_s, u"{broken"_s);
    settings.sync();
    const auto window = makeWindow();
    const WindowMemory memory;
    memory.restore(*window, { 1'000, 600 });
    QCOMPARE(window->range(), domain::RangeChoice());
    window->showPage(u"overview"_s);
    QCOMPARE(dynamic_cast<FakePage &>(*window->page(u"overview"_s)).sort, u"name"_s);
}

void WindowMemoryTest::testCase26_FirstStart_FitsItsScreen()
{
    QSettings(u"Billhook"_s, u"billhook"_s).remove(u"window/geometry"_s);
    const auto window = makeWindow();
    const WindowMemory memory;
    memory.restore(*window, { 20'000, 20'000 });
    const QSize room = window->screen()->availableSize();
    QVERIFY(window->width() <= std::max(room.width(), window->minimumWidth()));
    QVERIFY(window->height() <= std::max(room.height(), window->minimumHeight()));
}

QTEST_MAIN(WindowMemoryTest)

#include "windowmemorytest.moc"
