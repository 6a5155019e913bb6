#include "app/desktop/desktop.h"

#include "views/organizations/organizationspage.h"
#include "views/overview/overviewpage.h"
#include "views/shell/pagestack.h"

#include <array>
#include <chrono>

namespace billhook::desktop {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Desktop::Desktop(const CommandLine &line, theme::Theme &theme)
    : m_theme(theme)
    , m_database(line.databaseUrl)
    , m_feed(line.databaseUrl)
    , m_loadDashboard(m_database)
    , m_loadOrganizations(m_database)
    , m_window(m_theme)
    , m_status(m_database, m_window)
{
    addPages();
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
        [this](QWidget *parent) { return makeOverview(parent); } });
    m_window.addPage({ u"organizations"_s, tr("Organizations"), u"building-2"_s, /*usesRange=*/false,
        [this](QWidget *parent) { return makeOrganizations(parent); } });
}

shell::Page *Desktop::makeOverview(QWidget *parent)
{
    const overview::OverviewSource source{
        [this](const domain::RangeChoice &choice) { return m_loadDashboard.revenue(choice); },
        [this](const domain::RangeChoice &choice) { return m_loadDashboard.counters(choice); },
        [this] { return m_loadDashboard.failedPayments(); },
        [this] { return m_loadDashboard.expiringSoon(); },
    };
    m_overview = new overview::OverviewPage(source, parent);
    overview::OverviewPresenter &presenter = m_overview->presenter();
    connect(&presenter, &overview::OverviewPresenter::settledChanged, this, &Desktop::progressed);
    return m_overview;
}

shell::Page *Desktop::makeOrganizations(QWidget *parent)
{
    m_organizations
        = new organizations::OrganizationsPage(organizations::sourceOf(m_loadOrganizations), parent);
    organizations::OrganizationsPresenter &presenter = m_organizations->presenter();
    connect(&presenter, &organizations::OrganizationsPresenter::settledChanged, this, &Desktop::progressed);
    return m_organizations;
}

void Desktop::start(const QString &page, bool live)
{
    m_window.showPage(page);
    m_status.read();
    if (live) {
        m_feed.start();
    }
}

void Desktop::refreshPages()
{
    m_status.read();
    m_window.pages().refresh();
}

bool Desktop::settled() const
{
    const bool overview
        = m_window.currentPage() != u"overview"_s || (m_overview && m_overview->presenter().settled());
    const bool organizations = m_window.currentPage() != u"organizations"_s
        || (m_organizations && m_organizations->presenter().settled());
    return m_status.settled() && overview && organizations;
}

QString Desktop::failure() const
{
    if (m_organizations && m_organizations->presenter().state() == organizations::ListState::Failed) {
        return m_organizations->presenter().error();
    }
    static constexpr std::array parts{ overview::Part::Revenue, overview::Part::Counters,
        overview::Part::FailedPayments, overview::Part::ExpiringSoon };
    for (const overview::Part part : parts) {
        if (m_overview && m_overview->presenter().state(part) == overview::PartState::Failed) {
            return m_overview->presenter().error(part);
        }
    }
    return {};
}

} // namespace billhook::desktop
