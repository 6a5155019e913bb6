#include "views/plans/plancolumn.h"

#include "views/plans/planlist.h"
#include "views/plans/plantexts.h"
#include "views/theme/icons.h"
#include "views/widgets/segment.h"
#include "views/widgets/textfield.h"
#include "views/widgets/textlabel.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <tuple>

namespace billhook::plans {

using namespace Qt::StringLiterals;
using billing::SoldPlan;
using theme::Color;
using theme::Type;

namespace {

constexpr int columnWidth = 256;
constexpr int headHeight = 96;

/** Active ones first, what earns most before the others. */
bool standsBefore(const SoldPlan &one, const SoldPlan &other)
{
    return std::tuple(!one.plan.terms.isActive, -one.figures.mrr, one.plan.terms.name)
        < std::tuple(!other.plan.terms.isActive, -other.figures.mrr, other.plan.terms.name);
}

} // namespace

PlanColumn::PlanColumn(QWidget *parent)
    : QWidget(parent)
    , m_list(new PlanList)
    , m_total(new widgets::TextLabel(Type::Secondary, Color::Muted))
{
    setFixedWidth(columnWidth);
    m_total->setObjectName(u"plans_total"_s);
    m_total->setContentsMargins(16, 0, 16, 0);
    m_total->setFixedHeight(theme::metric::header);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeHead());
    layout->addWidget(m_list, 1);
    layout->addWidget(m_total);
    connect(m_list, &PlanList::planChosen, this, &PlanColumn::planChosen);
}

QWidget *PlanColumn::makeHead()
{
    auto *head = new QWidget;
    head->setFixedHeight(headHeight);
    m_search = new widgets::TextField;
    m_search->setObjectName(u"plans_filter"_s);
    m_search->setPlaceholderText(tr("Filter plans"));
    m_search->setAccessibleName(tr("Filter plans"));
    m_search->setClearButtonEnabled(true);
    m_new = new QPushButton(theme::icon(u"plus"_s), tr("New"));
    m_new->setObjectName(u"plans_new"_s);
    auto *menu = new QMenu(m_new);
    menu->addAction(theme::icon(u"plus"_s), tr("&New plan"), this, &PlanColumn::newAsked);
    menu->addAction(theme::icon(u"link-2"_s), tr("&Link a product of Stripe…"), this, &PlanColumn::linkAsked);
    m_new->setMenu(menu);
    m_filter = new widgets::Segment(tr("Which plans"));
    m_filter->addPart(u"active"_s, tr("Active"));
    m_filter->addPart(u"archived"_s, tr("Archived"));
    m_filter->addPart(u"all"_s, tr("All"));
    m_filter->choose(u"all"_s);
    auto *first = new QHBoxLayout;
    first->addWidget(m_search, 1);
    first->addWidget(m_new);
    auto *layout = new QVBoxLayout(head);
    layout->setContentsMargins(16, 12, 16, 8);
    layout->setSpacing(8);
    layout->addLayout(first);
    layout->addWidget(m_filter);
    connect(m_filter, &widgets::Segment::partChosen, this, &PlanColumn::show);
    connect(m_search, &QLineEdit::textChanged, this, &PlanColumn::show);
    return head;
}

void PlanColumn::setPlans(const std::vector<SoldPlan> &plans)
{
    m_plans = plans;
    std::sort(m_plans.begin(), m_plans.end(), &standsBefore);
    show();
}

bool PlanColumn::isShown(const SoldPlan &sold) const
{
    const bool active = sold.plan.terms.isActive;
    const bool chosen = m_filter->chosen() == u"all" || (m_filter->chosen() == u"active") == active;
    return chosen
        && QString::fromStdString(sold.plan.terms.name)
               .contains(m_search->text().trimmed(), Qt::CaseInsensitive);
}

void PlanColumn::show()
{
    std::vector<SoldPlan> shown;
    qint64 subscriptions = 0;
    qsizetype active = 0;
    for (const SoldPlan &sold : m_plans) {
        if (isShown(sold)) {
            shown.push_back(sold);
        }
        subscriptions += sold.figures.subscribers;
        active += sold.plan.terms.isActive ? 1 : 0;
    }
    m_list->setPlans(shown);
    m_list->setCurrent(m_current);
    m_list->setDirty(m_dirty);
    m_total->setText(tr("%1 active, %2 archived · %3")
                         .arg(active)
                         .arg(static_cast<qsizetype>(m_plans.size()) - active)
                         .arg(subscriptionsText(subscriptions)));
}

void PlanColumn::setCurrent(const QString &id)
{
    m_current = id;
    m_list->setCurrent(id);
}

void PlanColumn::setDirty(const QString &id)
{
    m_dirty = id;
    m_list->setDirty(id);
}

void PlanColumn::setReadOnly(bool readOnly)
{
    m_new->setEnabled(!readOnly);
    m_new->setToolTip(readOnly ? tr("Your role is Finance, read only.") : QString());
    m_new->setAccessibleDescription(m_new->toolTip());
}

QString PlanColumn::first() const
{
    const auto found = std::find_if(
        m_plans.begin(), m_plans.end(), [this](const SoldPlan &sold) { return isShown(sold); });
    return found == m_plans.end() ? QString() : QString::fromStdString(found->plan.id);
}

void PlanColumn::focusFilter()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
}

QPoint PlanColumn::below() const
{
    return m_new->mapToGlobal(QPoint(0, m_new->height()));
}

void PlanColumn::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.fillRect(0, 0, width(), headHeight, theme::color(Color::Card, palette()));
    const QColor line = theme::color(Color::CardBorder, palette());
    painter.fillRect(0, headHeight - 1, width(), 1, line);
    painter.fillRect(0, height() - theme::metric::header, width(), 1, line);
}

} // namespace billhook::plans
