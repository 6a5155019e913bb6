#include "views/shell/pagestack.h"

#include <algorithm>
#include <utility>

namespace billhook::shell {

using namespace Qt::StringLiterals;

PageStack::PageStack(QWidget *parent)
    : QStackedWidget(parent)
    , m_obstacle(new widgets::StateView(this))
{
    m_obstacle->setObjectName(u"obstacle"_s);
    addWidget(m_obstacle);
    connect(m_obstacle, &widgets::StateView::actionTriggered, this, &PageStack::obstacleActionTriggered);
}

void PageStack::add(const PageEntry &entry)
{
    m_visits.push_back({ entry });
}

int PageStack::indexOfId(const QString &id) const
{
    const auto found = std::find_if(
        m_visits.begin(), m_visits.end(), [&id](const Visit &visit) { return visit.entry.id == id; });
    return found == m_visits.end() ? -1 : static_cast<int>(found - m_visits.begin());
}

Page &PageStack::made(int index)
{
    Visit &visit = m_visits[static_cast<std::size_t>(index)];
    if (visit.page == nullptr) {
        visit.page = visit.entry.make(this);
        addWidget(visit.page);
        visit.page->restore(m_memories.value(visit.entry.id).toMap());
        visit.page->setRange(m_range);
        visit.areas = {};
        visit.refresh = false;
        visit.range = false;
    }
    return *visit.page;
}

void PageStack::showPage(int index, Qt::FocusReason reason)
{
    made(index);
    m_shown = index;
    raiseShown(reason);
    catchUp();
}

void PageStack::raiseShown(Qt::FocusReason reason)
{
    if (m_obstacleText) {
        setCurrentWidget(m_obstacle);
    } else if (m_shown >= 0) {
        Page &page = made(m_shown);
        setCurrentWidget(&page);
        page.setFocus(reason);
    }
}

void PageStack::catchUp()
{
    if (m_shown < 0 || m_asleep) {
        return;
    }
    Visit &visit = m_visits[static_cast<std::size_t>(m_shown)];
    const domain::Areas areas = std::exchange(visit.areas, {});
    const bool refresh = std::exchange(visit.refresh, false);
    if (std::exchange(visit.range, false)) {
        visit.page->setRange(m_range);
    }
    if (refresh) {
        visit.page->refresh();
    } else if (!areas.isEmpty()) {
        visit.page->applyChanges(areas);
    }
}

void PageStack::setRange(const domain::RangeChoice &range)
{
    m_range = range;
    for (Visit &visit : m_visits) {
        visit.range = true;
    }
    catchUp();
}

void PageStack::applyChanges(const domain::Areas &areas)
{
    for (Visit &visit : m_visits) {
        visit.areas.insert(areas);
    }
    catchUp();
}

void PageStack::refresh()
{
    for (Visit &visit : m_visits) {
        visit.refresh = true;
    }
    catchUp();
}

void PageStack::setAsleep(bool asleep)
{
    m_asleep = asleep;
    catchUp();
}

QString PageStack::unsaved() const
{
    for (const Visit &visit : m_visits) {
        const QString lost = visit.page == nullptr ? QString() : visit.page->unsaved();
        if (!lost.isEmpty()) {
            return lost;
        }
    }
    return {};
}

void PageStack::setObstacle(const std::optional<widgets::StateText> &obstacle)
{
    if (obstacle == m_obstacleText) {
        return;
    }
    m_obstacleText = obstacle;
    if (obstacle) {
        m_obstacle->setState(*obstacle);
    }
    raiseShown(Qt::OtherFocusReason);
}

QVariantMap PageStack::memories() const
{
    QVariantMap memories = m_memories;
    for (const Visit &visit : m_visits) {
        if (visit.page != nullptr) {
            memories.insert(visit.entry.id, visit.page->memory());
        }
    }
    return memories;
}

} // namespace billhook::shell
