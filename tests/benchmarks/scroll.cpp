// The real window on BILLHOOK_DATABASE_URL: wheel, dragging the bar, jumps, sorting, searching. Prints
// Markdown: how long each handler kept the GUI thread, when real rows were there, and the memory. Needs a
// display (Xvfb).
#include "services/billing/database.h"
#include "services/billing/organizationlist.h"
#include "tests/benchmarks/figures.h"
#include "views/organizations/organizationspage.h"
#include "views/shell/mainwindow.h"
#include "views/theme/theme.h"
#include "views/widgets/datatable.h"

#include <QApplication>
#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QFile>
#include <QHeaderView>
#include <QLineEdit>
#include <QScrollBar>
#include <QThread>
#include <QTimer>
#include <QWheelEvent>

#include <cstdio>
#include <functional>
#include <random>

using namespace billhook;
using namespace billhook::benchmarks;
using namespace Qt::StringLiterals;

namespace {

constexpr unsigned seed = 20'261'122;
constexpr int patience = 60'000; ///< ms

/** Times every event the event loop hands out; what one sends to others counts as its own. */
class TimedApplication final : public QApplication
{
public:
    using QApplication::QApplication;

    bool notify(QObject *receiver, QEvent *event) override
    {
        // Workers' events come here too, in their threads.
        if (QThread::currentThread() != thread() || m_depth > 0) {
            return QApplication::notify(receiver, event);
        }
        ++m_depth;
        bool done = false;
        handlers.add(timed([&] { done = QApplication::notify(receiver, event); }));
        --m_depth;
        return done;
    }

    Figures handlers;

private:
    int m_depth = 0;
};

QString memory(const char *key)
{
    QFile status(u"/proc/self/status"_s);
    if (status.open(QIODevice::ReadOnly)) {
        for (const QByteArray &text : status.readAll().split('\n')) {
            if (text.startsWith(key)) {
                return QString::number(text.simplified().split(' ').value(1).toLongLong() / 1024);
            }
        }
    }
    return u"—"_s;
}

class ScrollBenchmark final
{
public:
    ScrollBenchmark(TimedApplication &application, const QString &url)
        : m_application(application)
        , m_database(url)
        , m_window(m_theme)
    {
        m_theme.install(theme::Mode::Light);
        m_window.addPage({ u"organizations"_s, u"Organizations"_s, u"building-2"_s, /*usesRange=*/false,
            [this](QWidget *parent) {
                m_page = new organizations::OrganizationsPage(
                    billing::readerOf(m_database, billing::organizationList()), parent);
                return m_page;
            } });
        m_window.resize(1440, 900);
    }

    bool run()
    {
        std::puts("| step | handlers | p50 | p95 | max | over 16 ms | real rows p50 / p95 |\n"
                  "|---|--:|--:|--:|--:|--:|--:|");
        QElapsedTimer clock;
        clock.start();
        m_window.show();
        m_window.showPage(u"organizations"_s);
        m_window.setRange(m_window.range());
        lists::ListPresenter &presenter = m_page->presenter();
        QObject::connect(&presenter, &lists::ListPresenter::stateChanged, m_page,
            [this, &presenter] { m_began |= presenter.state() == lists::ListState::Refreshing; });
        presenter.start();
        if (!until([this] { return shown(0); })) {
            return false;
        }
        m_real.add(Milliseconds(static_cast<double>(clock.elapsed())));
        report(u"window and first rows"_s);
        const bool counted = until([this] { return m_page->presenter().settled(); });
        m_table = m_page->findChild<widgets::DataTable *>(u"organizations_table"_s);
        report(u"counted, %1 rows"_s.arg(m_page->presenter().model().rowCount()));
        const bool all = counted && wheel() && drag() && jump() && sort() && search();
        std::printf("\nresident memory %s MB, at most %s MB\n", qUtf8Printable(memory("VmRSS")),
            qUtf8Printable(memory("VmHWM")));
        return all;
    }

private:
    /** Lets the event loop run until an event makes something so. It sleeps in between as the desktop does:
     * who keeps a processor busy with waiting is made to wait when there is work. */
    static bool until(const std::function<bool()> &so)
    {
        QDeadlineTimer deadline(patience);
        QTimer alarm; // wakes the loop at the deadline where nothing else does
        alarm.start(patience);
        while (!so()) {
            if (deadline.hasExpired()) {
                std::fputs("gave up waiting\n", stderr);
                return false;
            }
            QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
        }
        return true;
    }

    bool shown(int row) const { return !m_page->presenter().model().idAt(row).isEmpty(); }
    int topRow() const { return m_table->rowAt(0); }

    bool timedUntil(const std::function<void()> &act, const std::function<bool()> &so)
    {
        m_began = false;
        const auto start = std::chrono::steady_clock::now();
        QMetaObject::invokeMethod(m_table, act, Qt::QueuedConnection);
        bool done = false;
        QMetaObject::invokeMethod(
            m_table, [&done] { done = true; }, Qt::QueuedConnection);
        const bool reached = until([&] { return done && so(); });
        m_real.add(std::chrono::steady_clock::now() - start);
        return reached;
    }

    bool wheel()
    {
        for (int turn = 0; turn < 300; ++turn) {
            const QPointF at = m_table->viewport()->rect().center();
            QCoreApplication::postEvent(m_table->viewport(),
                new QWheelEvent(at, m_table->viewport()->mapToGlobal(at), {}, { 0, -240 }, Qt::NoButton, {},
                    Qt::NoScrollPhase, /*inverted=*/false));
            QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
        }
        const bool read = timedUntil([] {}, [this] { return shown(topRow()); });
        report(u"wheel, 300 turns"_s);
        return read;
    }

    bool drag()
    {
        QScrollBar *bar = m_table->verticalScrollBar();
        bool read = true;
        for (int pull = 0; pull < 10 && read; ++pull) {
            const int target = anywhere();
            const int from = bar->value();
            for (int step = 1; step <= 30; ++step) {
                const int value = from + static_cast<int>(qint64{ target - from } * step / 30);
                QMetaObject::invokeMethod(
                    bar, [bar, value] { bar->setValue(value); }, Qt::QueuedConnection);
                QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
            }
            read = timedUntil([] {}, [this] { return shown(topRow()); });
        }
        report(u"drag of the bar, 10 × 30 moves"_s);
        return read;
    }

    bool jump()
    {
        bool read = true;
        for (int time = 0; time < 50 && read; ++time) {
            const int target = anywhere();
            read = timedUntil([this, target] { m_table->verticalScrollBar()->setValue(target); },
                [this] { return shown(topRow()); });
        }
        report(u"jump to a random depth, 50"_s);
        return read;
    }

    bool sort()
    {
        bool read = true;
        for (const char *sort : { "name", "status", "plan", "currency", "members", "renewal", "mrr" }) {
            const int column = m_page->presenter().model().columnSortedBy(QString::fromLatin1(sort));
            read = read
                && timedUntil(
                    [this, column] {
                        m_table->horizontalHeader()->setSortIndicator(column, Qt::DescendingOrder);
                    },
                    [this] { return answered(); });
            report(u"sort by %1"_s.arg(
                m_page->presenter().model().headerData(column, Qt::Horizontal, Qt::DisplayRole).toString()));
        }
        return read && until([this] { return m_page->presenter().settled(); });
    }

    bool search()
    {
        auto *field = m_page->findChild<QLineEdit *>(u"organizations_filter"_s);
        const QString name = m_page->presenter().model().index(7, 1).data().toString();
        bool read = true;
        for (const QString &text : { name, name.left(4), name.left(2), name.left(1), u"zzzz"_s, QString() }) {
            read = read && timedUntil([field, text] { field->setText(text); }, [this] { return answered(); });
            report(u"search “%1”, its pause of 150 ms included"_s.arg(text));
        }
        return read && until([this] { return m_page->presenter().settled(); });
    }

    /** The query asked for since the last act shows its rows. */
    bool answered() const { return m_began && m_page->presenter().state() == lists::ListState::Ready; }

    int anywhere()
    {
        return std::uniform_int_distribution<int>(0, m_table->verticalScrollBar()->maximum())(m_random);
    }

    /** What happened since the last one. */
    void report(const QString &step)
    {
        const Figures handlers = std::exchange(m_application.handlers, {});
        const Figures real = std::exchange(m_real, {});
        std::puts(qUtf8Printable(u"| %1 | %2 | %3 | %4 | %5 | %6 | %7 |"_s.arg(step,
            QString::number(handlers.count()), handlers.at(50), handlers.at(95), handlers.at(100),
            QString::number(handlers.over(std::chrono::milliseconds(16))), real.halfAndMost())));
    }

    TimedApplication &m_application;
    theme::Theme m_theme;
    billing::Database m_database;
    shell::MainWindow m_window;
    organizations::OrganizationsPage *m_page = nullptr;
    widgets::DataTable *m_table = nullptr;
    Figures m_real;
    bool m_began = false;
    std::mt19937 m_random{ seed };
};

} // namespace

int main(int argc, char **argv)
{
    TimedApplication application(argc, argv);
    const QString url = qEnvironmentVariable("BILLHOOK_DATABASE_URL");
    if (url.isEmpty()) {
        std::fputs("BILLHOOK_DATABASE_URL names the loaded database.\n", stderr);
        return 2;
    }
    return ScrollBenchmark(application, url).run() ? 0 : 1;
}
