#include "services/feed/changefeed.h"

#include "services/feed/changelistener.h"

#include <QMap>
#include <QMetaObject>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <utility>

using namespace std::chrono_literals;

namespace billhook::feed {

namespace {

constexpr std::chrono::milliseconds pollPause = 5s;
constexpr std::chrono::milliseconds reconnectPause = 1s;

postgres::ConnectOptions optionsFor(const QString &url, postgres::Group group)
{
    postgres::ConnectOptions options;
    options.url = url;
    options.group = group;
    options.applicationName = QStringLiteral("billhook changes");
    options.areas = { QStringLiteral("live") };
    return options;
}

} // namespace

/** Everything on the feed's thread. */
class ChangeFeed::Worker final : public QObject
{
public:
    Worker(const QString &url, ChangeFeed &feed)
        : m_feed(feed)
        , m_listener(optionsFor(url, postgres::Group::Finance))
    {
        m_timer.setSingleShot(true);
        connect(&m_timer, &QTimer::timeout, this, &Worker::poll);
        connect(&m_listener, &ChangeListener::announced, this, &Worker::poll, Qt::QueuedConnection);
    }

    void poll()
    {
        if (!m_listener.isOpen()) {
            m_known = false;
            if (!m_listener.open()) {
                m_timer.start(reconnectPause);
                return;
            }
        }
        const auto changes = m_listener.readChanges();
        if (!changes) {
            m_timer.start(reconnectPause);
            return;
        }
        report(*changes);
        m_timer.start(pollPause);
    }

private:
    void report(const QMap<QString, qint64> &changes)
    {
        if (!m_known) {
            m_known = true;
            m_last = changes;
            Q_EMIT m_feed.listening();
            return;
        }
        domain::Areas areas;
        qint64 highest = 0;
        for (auto change = changes.cbegin(); change != changes.cend(); ++change) {
            if (change.value() != m_last.value(change.key())) {
                if (const auto area = domain::areaOf(change.key().toStdString())) {
                    areas.insert(*area);
                }
                highest = std::max(highest, change.value());
            }
        }
        m_last = changes;
        if (!areas.isEmpty()) {
            Q_EMIT m_feed.changed(areas, highest);
        }
    }

    ChangeFeed &m_feed;
    ChangeListener m_listener;
    QTimer m_timer;
    QMap<QString, qint64> m_last;
    bool m_known = false;
};

ChangeFeed::ChangeFeed(QString url, QObject *parent)
    : QObject(parent)
    , m_url(std::move(url))
    , m_thread(QStringLiteral("billhook-changes"))
{ }

ChangeFeed::~ChangeFeed()
{
    m_thread.run([this] { delete m_worker; }).waitForFinished();
}

void ChangeFeed::start()
{
    m_thread.run([this] {
        if (m_worker == nullptr) {
            m_worker = new Worker(m_url, *this);
            m_worker->poll();
        }
    });
}

} // namespace billhook::feed
