#pragma once

#include "app/desktop/desktopkey.h"
#include "app/desktop/windowstatus.h"
#include "services/billing/database.h"
#include "services/billing/loaddashboard.h"
#include "services/feed/changefeed.h"
#include "views/shell/mainwindow.h"
#include "views/theme/theme.h"

#include <QObject>
#include <QTimer>

namespace billhook::desktop {

struct DesktopSettings;

/** The desktop put together: services first, then the window; stopped in the reverse order. */
class Desktop final : public QObject
{
    Q_OBJECT

public:
    Desktop(const DesktopSettings &settings, theme::Theme &theme);
    Desktop(const Desktop &) = delete;
    Desktop &operator=(const Desktop &) = delete;
    ~Desktop() override;

    /** Shows the page and begins to read; with `live` also listens for changes. */
    void start(const QString &page, bool live);

    shell::MainWindow &window() { return m_window; }
    const billing::Database &database() const { return m_database; }

    /** Everything on the current page and around it has been read. */
    bool settled() const;
    /** Why a part of the page could not be shown; empty when all could. */
    QString failure() const;

Q_SIGNALS:
    void progressed(); ///< settled() or the database's state may have changed

private:
    void addPages();
    shell::Page *makeOverview(QWidget *parent);
    shell::Page *makePlans(QWidget *parent);
    /** A page of the window: asked whether it is complete, followed where it links to. */
    shell::Page *adopted(shell::Page *page);
    void showKey(); ///< the dialog of the Stripe key
    void showLinked(const QString &page, const QString &what);
    void refreshPages();

    theme::Theme &m_theme;
    billing::Database m_database;
    feed::ChangeFeed m_feed;
    billing::LoadDashboard m_loadDashboard;
    DesktopKey m_key;
    shell::MainWindow m_window;
    WindowStatus m_status;
    QTimer m_dayTurns; ///< days end and trials run out without any event
};

} // namespace billhook::desktop
