#include "views/organizations/organizationfilters.h"

#include "models/items/organizationtablemodel.h"
#include "views/theme/icons.h"
#include "views/theme/tokens.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>

#include <algorithm>

namespace billhook::organizations {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostFilters = 2; ///< what the indexes serve at any depth

QString itself(const QString &text)
{
    return text;
}

QString upper(const QString &text)
{
    return text.toUpper();
}

} // namespace

OrganizationFilters::OrganizationFilters(QWidget *parent)
    : QWidget(parent)
    , m_filters{ Filter{ tr("Status"), &billing::OrganizationQuery::status,
                     &billing::OrganizationBasis::statuses, &items::organizationStatusText },
        Filter{ tr("Plan"), &billing::OrganizationQuery::plan, &billing::OrganizationBasis::plans, &itself },
        Filter{ tr("Billed in"), &billing::OrganizationQuery::currency,
            &billing::OrganizationBasis::currencies, &upper } }
    , m_archived(new QPushButton)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::metric::space2);
    m_archived->setObjectName(u"organizations_archived"_s);
    m_archived->setProperty("kind", u"secondary"_s);
    m_archived->setFixedHeight(theme::metric::controlSmall);
    connect(m_archived, &QPushButton::clicked, this, [this] {
        m_query.archived = !m_query.archived;
        show();
        Q_EMIT changed(m_query);
    });
    layout->addWidget(m_archived);
    for (Filter &filter : m_filters) {
        createFilter(filter);
        layout->addWidget(filter.button);
    }
    show();
}

void OrganizationFilters::createFilter(Filter &filter)
{
    filter.button = new QPushButton;
    filter.button->setObjectName(u"organizations_by_"_s + filter.title.toLower().replace(u' ', u'_'));
    filter.button->setProperty("kind", u"secondary"_s);
    filter.button->setFixedHeight(theme::metric::controlSmall);
    filter.menu = new QMenu(filter.button);
    filter.button->setMenu(filter.menu);
}

void OrganizationFilters::setValues(const billing::OrganizationBasis &basis)
{
    for (Filter &filter : m_filters) {
        QStringList values = basis.*filter.values;
        values.removeAll(QString());
        if (values.size() + 2 != filter.menu->actions().size()
            || !std::equal(values.cbegin(), values.cend(), filter.menu->actions().cbegin() + 2,
                [](const QString &value, const QAction *action) { return action->data() == value; })) {
            fill(filter, values);
        }
    }
    show();
}

void OrganizationFilters::fill(Filter &filter, const QStringList &values)
{
    filter.menu->clear();
    QAction *all = filter.menu->addAction(tr("All"));
    connect(all, &QAction::triggered, this, [this, &filter] { choose(filter, {}); });
    filter.menu->addSeparator();
    for (const QString &value : values) {
        QAction *action = filter.menu->addAction(filter.text(value));
        action->setData(value);
        connect(action, &QAction::triggered, this, [this, &filter, value] { choose(filter, value); });
    }
}

void OrganizationFilters::choose(const Filter &filter, const QString &value)
{
    if (m_query.*filter.value != value) {
        m_query.*filter.value = value;
        show();
        Q_EMIT changed(m_query);
    }
}

void OrganizationFilters::clear()
{
    if (any()) {
        for (const Filter &filter : m_filters) {
            (m_query.*filter.value).clear();
        }
        show();
        Q_EMIT changed(m_query);
    }
}

bool OrganizationFilters::any() const
{
    return std::any_of(m_filters.cbegin(), m_filters.cend(),
        [this](const Filter &filter) { return !(m_query.*filter.value).isEmpty(); });
}

void OrganizationFilters::show()
{
    const auto set = std::count_if(m_filters.cbegin(), m_filters.cend(),
        [this](const Filter &filter) { return !(m_query.*filter.value).isEmpty(); });
    for (const Filter &filter : m_filters) {
        const QString value = m_query.*filter.value;
        filter.button->setText(
            value.isEmpty() ? filter.title : u"%1: %2"_s.arg(filter.title, filter.text(value)));
        filter.button->setEnabled(
            filter.menu->actions().size() > 2 && (!value.isEmpty() || set < mostFilters));
        filter.button->setToolTip(filter.button->isEnabled() ? QString() : tr("Two filters at once"));
    }
    m_archived->setText(m_query.archived ? tr("Archived: shown") : tr("Archived: hidden"));
}

} // namespace billhook::organizations
