#include "app/desktop/desktop.h"

#include "app/desktop/desktopsettings.h"
#include "services/billing/editplans.h"
#include "services/billing/organizationlist.h"
#include "views/organizations/organizationspage.h"
#include "views/overview/overviewpage.h"
#include "views/plans/planspage.h"
#include "views/shell/pagestack.h"
#include "views/users/userspage.h"

#include <chrono>

namespace billhook::desktop {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Desktop::Desktop(const DesktopSettings &settings, theme::Theme &theme)
    : m_theme(theme)
    , m_database(settings.databaseUrl)
    , m_feed(settings.databaseUrl)
    , m_loadDashboard(m_database)
    , m_key(m_database, settings.stripeBase)
    , m_window(m_theme)
    , m_status(m_database, m_window)
{
    addPages();
    m_window.addTool(tr("Stripe &key of this computer…"), u"key-round"_s, [this] { showKey(); });
    connect(&m_dayTurns, &QTimer::timeout, &m_window.pages(), &shell::PageStack::refresh);
    m_dayTurns.start(15min);
    connect(&m_status, &WindowStatus::settledOnce, this, &Desktop::progressed);
    connect(&m_database, &billing::Database::stateChanged, this, [this](billing::Database::State state) {
        if (state == billing::Database::State::Online) {
            refreshPages();
        }
        Q_EMIT progressed();
    });
    connect(&m_feed, &feed::ChangeFeed::changed, &m_status, &WindowStatus::read);
    connect(&m_feed, &feed::ChangeFeed::changed, &m_window.pages(), &shell::PageStack::applyChanges);
    // What changed before the first look at the sequence numbers would not be announced.
    connect(&m_feed, &feed::ChangeFeed::listening, this, &Desktop::refreshPages);
    connect(&m_window, &shell::MainWindow::refreshRequested, &m_status, &WindowStatus::read);
}

Desktop::~Desktop() = default;

void Desktop::addPages()
{
    m_window.addPage({ u"overview"_s, tr("Overview"), u"layout-dashboard"_s, /*usesRange=*/true,
        [this](QWidget *parent) { return adopted(makeOverview(parent)); } });
    m_window.addPage({ u"organizations"_s, tr("Organizations"), u"building-2"_s, /*usesRange=*/false,
        [this](QWidget *parent) {
            return adopted(new organizations::OrganizationsPage(
                billing::readerOf(m_database, billing::organizationList()), parent));
        } });
    m_window.addPage({ u"plans"_s, tr("Plans"), u"layers"_s, /*usesRange=*/false,
        [this](QWidget *parent) { return adopted(makePlans(parent)); } });
    m_window.addPage({ u"users"_s, tr("Users"), u"users"_s, /*usesRange=*/false, [this](QWidget *parent) {
                          return adopted(new users::UsersPage(billing::userReaderOf(m_database), parent));
                      } });
}

shell::Page *Desktop::makeOverview(QWidget *parent)
{
    const overview::OverviewSource source{
        [this](const domain::RangeChoice &choice) { return m_loadDashboard.revenue(choice); },
        [this](const domain::RangeChoice &choice) { return m_loadDashboard.counters(choice); },
        [this] { return m_loadDashboard.failedPayments(); },
        [this] { return m_loadDashboard.expiringSoon(); },
    };
    return new overview::OverviewPage(source, parent);
}

shell::Page *Desktop::makePlans(QWidget *parent)
{
    auto *page = new plans::PlansPage(billing::planDeskOf(m_database, m_key.executor()), parent);
    connect(&m_key, &DesktopKey::changed, page, &plans::PlansPage::showExecutor);
    return page;
}

shell::Page *Desktop::adopted(shell::Page *page)
{
    connect(page, &shell::Page::settledChanged, this, &Desktop::progressed);
    connect(page, &shell::Page::linkFollowed, this, &Desktop::showLinked);
    return page;
}

void Desktop::showKey()
{
    auto *dialog = new settings::KeyDialog(m_key.source(), &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void Desktop::showLinked(const QString &page, const QString &what)
{
    m_window.showPage(page);
    if (shell::Page *shown = m_window.page(page)) {
        shown->open(what);
    }
}

void Desktop::start(const QString &page, bool live)
{
    m_window.showPage(page);
    m_status.read();
    if (live) {
        m_feed.start();
        m_key.open();
    }
}

void Desktop::refreshPages()
{
    m_status.read();
    m_window.pages().refresh();
}

bool Desktop::settled() const
{
    const shell::Page *page = m_window.page(m_window.currentPage());
    return m_status.settled() && page != nullptr && page->settled();
}

QString Desktop::failure() const
{
    const shell::Page *page = m_window.page(m_window.currentPage());
    return page == nullptr ? QString() : page->failure();
}

} // namespace billhook::desktop
