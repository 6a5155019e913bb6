#include "views/users/userspage.h"

#include "models/items/localetext.h"
#include "models/items/usercolumns.h"
#include "services/billing/shownmovements.h"
#include "views/widgets/datatable.h"

#include <cstdlib>

namespace billhook::users {

using namespace Qt::StringLiterals;
using domain::Area;
using lists::ListFooter;

namespace {

QString stateText(const QString &state)
{
    return items::userStateLook(state).text;
}

QString daysText(const QString &days)
{
    return UsersPage::tr("within %1 days").arg(days);
}

lists::ListSetup setup()
{
    const auto tr = [](const char *text) { return UsersPage::tr(text); };
    lists::ListSetup made;
    made.texts = { u"users"_s, u"users"_s, tr("Users"), tr("Name, e-mail or user id"), tr("1 user"),
        tr("%1 users"), tr("No users yet"), tr("Bring in your own with billhookd directory import FILE."),
        tr("No user matches"), tr("Nobody is named or numbered “%1”."), tr("Users could not be loaded"), {},
        {} };
    made.filters = {
        { u"state"_s, tr("State"), &stateText, { u"active"_s, u"inactive"_s, u"invited"_s } },
        { u"role"_s, tr("Role"), &items::roleText, { u"owner"_s, u"admin"_s, u"member"_s } },
        { u"signed_up"_s, tr("Signed up"), &daysText, { u"7"_s } },
        { u"organization"_s, tr("Organization"), nullptr, {}, {}, {}, /*chosenElsewhere=*/true },
    };
    made.sort = u"signed_up"_s;
    made.order = Qt::DescendingOrder;
    made.areas = { Area::Users, Area::Organizations, Area::Subscriptions };
    return made;
}

/** "6.3%"; nothing of nothing. */
QString shareText(qint64 part, qint64 whole)
{
    constexpr qint64 permille = 1'000;
    if (whole == 0) {
        return {};
    }
    const qint64 share = (part * permille + whole / 2) / whole;
    return items::tenths(share) + u'%';
}

QString changeText(qint64 now, qint64 before)
{
    const auto change = billing::changePerMille(before, now);
    if (!change) {
        return {};
    }
    const qint64 size = std::abs(*change);
    const QString text = items::tenths(size) + u'%';
    return *change == 0 ? UsersPage::tr("as the week before")
        : *change > 0   ? UsersPage::tr("up %1").arg(text)
                        : UsersPage::tr("down %1").arg(text);
}

} // namespace

UsersPage::UsersPage(const billing::UserReader &reader, QWidget *parent)
    : ListPage(
        setup(), reader.list, new items::PagedTableModel<domain::UserRow>(items::userColumns()), parent)
    , m_reader(reader)
    , m_head(new lists::ListHead(u"users_head"_s))
    , m_panel(new UserPanel)
    , m_figures(this, { Area::Users }, [this] { showFigures(); })
    , m_memberships(this, { Area::Users, Area::Organizations, Area::Subscriptions }, [this] { showPanel(); })
{
    setHead(m_head);
    setPanel(m_panel);
    m_panel->hide();
    connect(this, &ListPage::currentRowChanged, this, &UsersPage::showCurrent);
    connect(this, &ListPage::rowActivated, this, &UsersPage::showCurrent);
    connect(&presenter().model(), &items::PagedTable::dataChanged, this, [this] {
        if (m_shown && currentRow() && currentRow()->id == m_shown->id) {
            showCurrent(); // as it is now
        }
    });
    connect(m_panel, &UserPanel::closed, this, &UsersPage::closePanel);
    connect(m_panel, &UserPanel::organizationFollowed, this,
        [this](const QString &id) { Q_EMIT linkFollowed(u"organizations"_s, id); });
}

void UsersPage::refresh()
{
    ListPage::refresh();
    m_figures.reload();
    m_memberships.reload();
}

void UsersPage::setRange(const domain::RangeChoice &choice)
{
    ListPage::setRange(choice);
    if (m_figures.state() == shell::LoadState::Idle) {
        m_figures.load(m_reader.figures);
    }
}

void UsersPage::applyChanges(const domain::Areas &areas)
{
    ListPage::applyChanges(areas);
    m_figures.applyChanges(areas);
    m_memberships.applyChanges(areas);
}

bool UsersPage::settled() const
{
    return ListPage::settled() && m_figures.settled() && m_memberships.settled();
}

QString UsersPage::failure() const
{
    const QString list = ListPage::failure();
    return list.isEmpty() ? m_figures.error() : list;
}

void UsersPage::showFigures()
{
    if (const auto &figures = m_figures.value()) {
        const qint64 total = figures->total();
        qint64 week = 0;
        QList<lists::ListBar> bars;
        for (const domain::UserFigures::Day &day : figures->days) {
            week += day.signups;
            bars.append({ items::weekday(day.day), day.signups,
                /*unfinished=*/&day == &figures->days.constLast() });
        }
        m_head->setFigures({ { tr("Users"), items::number(total), {} },
            { tr("Active"), items::number(figures->active), shareText(figures->active, total) },
            { tr("Inactive"), items::number(figures->inactive), shareText(figures->inactive, total) },
            { tr("Invited"), items::number(figures->invited), shareText(figures->invited, total) },
            { tr("Signups, last 7 days"), items::number(week), changeText(week, figures->weekBefore) } });
        m_head->setBars(bars);
    }
    Q_EMIT settledChanged();
}

void UsersPage::showCurrent()
{
    const auto row = currentRow();
    if (!row) {
        return;
    }
    const bool another = !m_shown || m_shown->id != row->id;
    m_shown = row->as<domain::UserRow>();
    m_panel->show();
    if (another) {
        m_memberships.load([this, id = row->id] { return m_reader.memberships(id); });
    } else {
        showPanel();
    }
}

void UsersPage::showPanel()
{
    if (m_shown) {
        m_panel->showUser(*m_shown, m_memberships);
    }
    Q_EMIT settledChanged();
}

void UsersPage::closePanel()
{
    m_shown.reset();
    m_memberships.clear();
    m_panel->hide();
    table().setFocus(Qt::OtherFocusReason);
}

} // namespace billhook::users
