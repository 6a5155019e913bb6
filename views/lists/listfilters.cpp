#include "views/lists/listfilters.h"

#include "views/lists/filterbutton.h"
#include "views/theme/tokens.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>

#include <algorithm>

namespace billhook::lists {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostFilters = 2; ///< what the indexes serve at any depth
constexpr int fixedActions = 2; ///< of a menu: all, and a line

} // namespace

ListFilters::ListFilters(const QString &list, const QList<FilterSetup> &filters, QWidget *parent)
    : QWidget(parent)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::metric::space2);
    m_filters.reserve(static_cast<std::size_t>(filters.size())); // buttons refer to their filter
    for (const FilterSetup &setup : filters) {
        Filter &filter = m_filters.emplace_back(Filter{ setup, {}, nullptr, nullptr });
        create(filter, list);
        layout->addWidget(filter.button);
    }
    setFilters({}, {});
}

void ListFilters::create(Filter &filter, const QString &list)
{
    const QString name = filter.setup.name;
    filter.button = new FilterButton(filter.setup.title);
    filter.button->setObjectName(u"%1_by_%2"_s.arg(list, name));
    connect(filter.button, &FilterButton::cleared, this, [this, name] { Q_EMIT chosen(name, {}); });
    if (isSwitch(filter)) {
        connect(filter.button, &QPushButton::clicked, this,
            [this, name] { Q_EMIT chosen(name, m_values.contains(name) ? QString() : u"on"_s); });
    } else if (!filter.setup.chosenElsewhere) {
        filter.menu = new QMenu(filter.button);
        filter.button->setMenu(filter.menu);
        fill(filter, filter.setup.choices);
    }
}

void ListFilters::setFilters(const QMap<QString, QString> &filters, const QMap<QString, QStringList> &values)
{
    m_values = filters;
    const auto set = std::count_if(m_filters.cbegin(), m_filters.cend(),
        [this](const Filter &filter) { return !isSwitch(filter) && !value(filter).isEmpty(); });
    for (Filter &filter : m_filters) {
        if (filter.menu != nullptr && values.contains(filter.setup.name)) {
            fill(filter, values.value(filter.setup.name));
        }
        showFilter(filter, set < mostFilters);
    }
}

void ListFilters::setWords(const QString &name, const QString &words)
{
    for (Filter &filter : m_filters) {
        if (filter.setup.name == name) {
            filter.words = words;
            showFilter(filter, filter.button->isEnabled());
        }
    }
}

QString ListFilters::textOf(const Filter &filter, const QString &value) const
{
    if (!filter.words.isEmpty()) {
        return filter.words;
    }
    return filter.setup.text == nullptr ? value : filter.setup.text(value);
}

void ListFilters::showFilter(const Filter &filter, bool roomForMore)
{
    const QString set = value(filter);
    if (isSwitch(filter)) {
        filter.button->setValue(set.isEmpty() ? filter.setup.offText : filter.setup.onText, !set.isEmpty());
        return;
    }
    filter.button->setValue(set.isEmpty() ? QString() : textOf(filter, set), /*clearable=*/true);
    filter.button->setVisible(!filter.setup.chosenElsewhere || !set.isEmpty());
    const bool choices = filter.menu == nullptr || filter.menu->actions().size() > fixedActions;
    filter.button->setEnabled(choices && (!set.isEmpty() || roomForMore));
    filter.button->setToolTip(filter.button->isEnabled() || !choices ? QString() : tr("Two filters at once"));
}

void ListFilters::fill(Filter &filter, const QStringList &values)
{
    QStringList named = values;
    named.removeAll(QString());
    const auto actions = filter.menu->actions();
    if (named.size() + fixedActions == actions.size()
        && std::equal(named.cbegin(), named.cend(), actions.cbegin() + fixedActions,
            [](const QString &value, const QAction *action) { return action->data() == value; })) {
        return;
    }
    filter.menu->clear();
    const QString name = filter.setup.name;
    connect(filter.menu->addAction(tr("All")), &QAction::triggered, this,
        [this, name] { Q_EMIT chosen(name, {}); });
    filter.menu->addSeparator();
    for (const QString &value : std::as_const(named)) {
        QAction *action = filter.menu->addAction(textOf(filter, value));
        action->setData(value);
        connect(action, &QAction::triggered, this, [this, name, value] { Q_EMIT chosen(name, value); });
    }
}

bool ListFilters::any() const
{
    return std::any_of(m_filters.cbegin(), m_filters.cend(),
        [this](const Filter &filter) { return !isSwitch(filter) && !value(filter).isEmpty(); });
}

} // namespace billhook::lists
