#pragma once

#include "services/billing/database.h"
#include "services/billing/freshness.h"
#include "services/billing/loadfreshness.h"
#include "views/shell/mainwindow.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <optional>

namespace billhook::desktop {

/** Keeps the window's own words true: company, mode, live or late, database, queue, rates, the banner, and
 * what stands in the place of the pages while nothing could be read at all. */
class WindowStatus final : public QObject
{
    Q_OBJECT

public:
    WindowStatus(billing::Database &database, shell::MainWindow &window, QObject *parent = nullptr);

    bool settled() const { return m_freshness.has_value(); } ///< read at least once

public Q_SLOTS:
    void read(); ///< again; at most one read is under way

Q_SIGNALS:
    void settledOnce(); ///< after the first answer

private:
    void take(const domain::Result<billing::Freshness> &result);
    void showState();
    void showStatusLine(bool live);

    billing::Database &m_database;
    billing::LoadFreshness m_load;
    shell::MainWindow &m_window;
    std::optional<billing::Freshness> m_freshness;
    QElapsedTimer m_since; ///< since m_freshness was read
    QTimer m_poll;
    QTimer m_tick;
    bool m_reading = false;
};

} // namespace billhook::desktop
