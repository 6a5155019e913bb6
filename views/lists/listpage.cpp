#include "views/lists/listpage.h"

#include "models/items/localetext.h"
#include "views/lists/listfooter.h"
#include "views/theme/icons.h"
#include "views/theme/tokens.h"
#include "views/widgets/celldelegate.h"
#include "views/widgets/datatable.h"
#include "views/widgets/stateview.h"

#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QShortcut>
#include <QStackedLayout>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace billhook::lists {

using namespace Qt::StringLiterals;

namespace {

constexpr int toolbarHeight = 44;
constexpr int searchWidth = 280;

} // namespace

ListPage::ListPage(
    const ListSetup &setup, const billing::ListReader &reader, items::PagedTable *model, QWidget *parent)
    : Page(parent)
    , m_setup(setup)
    , m_presenter(new ListPresenter(
          reader, model, { setup.sort, setup.order == Qt::DescendingOrder, {}, {} }, setup.areas, this))
    , m_selection(new ListSelection(reader, *m_presenter))
    , m_filters(new ListFilters(setup.texts.name, setup.filters))
    , m_layout(new QVBoxLayout)
    , m_middle(new QHBoxLayout(this))
    , m_stack(new QStackedLayout)
    , m_stateView(new widgets::StateView)
    , m_footer(new ListFooter(setup.texts, *m_presenter, *m_selection))
{
    setObjectName(setup.texts.name);
    createTable();
    setFocusProxy(m_table); // arrows and / work as soon as the page is shown
    connect(m_stateView, &widgets::StateView::actionTriggered, this, [this] {
        if (m_presenter->state() == ListState::Failed) {
            m_presenter->refresh();
        } else {
            clearFilters();
        }
    });
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_stateView);
    m_middle->setContentsMargins(0, 0, 0, 0);
    m_middle->setSpacing(0);
    m_middle->addLayout(m_layout, 1);
    m_layout->setSpacing(0);
    m_layout->addWidget(createToolbar());
    m_layout->addLayout(m_stack, 1);
    m_layout->addWidget(m_footer);
    createKeys();
    connect(m_presenter, &ListPresenter::stateChanged, this, &ListPage::showState);
    connect(m_presenter, &ListPresenter::settledChanged, this, &Page::settledChanged);
    showState();
}

QWidget *ListPage::createToolbar()
{
    auto *bar = new QWidget;
    bar->setFixedHeight(toolbarHeight);
    m_search = new QLineEdit;
    m_search->setObjectName(m_setup.texts.name + u"_filter"_s);
    m_search->setPlaceholderText(m_setup.texts.search);
    m_search->setAccessibleName(m_setup.texts.search);
    m_search->setClearButtonEnabled(true);
    m_search->addAction(theme::icon(u"list-filter"_s), QLineEdit::LeadingPosition);
    m_search->setFixedHeight(theme::metric::controlSmall);
    m_search->setMaximumWidth(searchWidth);
    connect(m_search, &QLineEdit::textChanged, m_presenter, &ListPresenter::setText);
    connect(m_filters, &ListFilters::chosen, m_presenter, &ListPresenter::setFilter);
    m_arrivals = new QPushButton;
    m_arrivals->setObjectName(m_setup.texts.name + u"_arrivals"_s);
    m_arrivals->setIcon(theme::icon(u"arrow-up"_s, theme::Color::Accent));
    m_arrivals->setProperty("kind", u"ghost"_s);
    m_arrivals->hide();
    connect(m_arrivals, &QPushButton::clicked, m_presenter, &ListPresenter::showMoved);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(theme::metric::space4, 0, theme::metric::space4, 0);
    layout->setSpacing(theme::metric::space2);
    layout->addWidget(m_search, 1);
    layout->addWidget(m_filters);
    layout->addStretch(1);
    layout->addWidget(m_arrivals);
    return bar;
}

void ListPage::createTable()
{
    m_table = new widgets::DataTable;
    m_table->setObjectName(m_setup.texts.name + u"_table"_s);
    m_table->setAccessibleName(m_setup.texts.title);
    m_table->setModel(&m_presenter->model());
    m_table->setSelectionMode(QAbstractItemView::NoSelection); // rows are chosen by their boxes
    createColumns();
    m_table->setKeyRole(items::IdRole);
    connect(m_table, &widgets::DataTable::sortAsked, this, [this](int column, Qt::SortOrder order) {
        m_presenter->model().sort(column, order);
        m_table->scrollToTop();
    });
    connect(m_table, &widgets::DataTable::rowsAsked, m_selection, &ListSelection::chooseRows);
    connect(m_table, &widgets::DataTable::allAsked, m_selection,
        [this](bool checked) { checked ? m_selection->chooseAll() : m_selection->clear(); });
    connect(m_selection, &ListSelection::changed, this, &ListPage::showChoice);
    connect(m_table, &widgets::DataTable::rowActivated, this, [this] {
        if (const auto row = currentRow()) {
            Q_EMIT rowActivated(*row);
        }
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        &ListPage::currentRowChanged);
    connect(m_table, &widgets::DataTable::typed, this, [this](const QString &text) {
        m_search->setFocus(Qt::OtherFocusReason);
        m_search->insert(text);
    });
}

void ListPage::createColumns()
{
    const items::PagedTable &model = m_presenter->model();
    int widest = 0;
    for (int number = 0; number < model.columnCount(); ++number) {
        const auto &column = *model.column(number);
        m_table->setColumn(number, column.width,
            { column.kind, items::SecondaryRole, items::ToneRole, items::IconRole, items::MeasureRole,
                items::IdRole });
        widest = column.width > model.column(widest)->width ? number : widest;
    }
    m_table->setStretchColumn(widest);
}

void ListPage::createKeys()
{
    const auto onTable = [this](const QKeySequence &keys, auto action) {
        auto *shortcut = new QShortcut(keys, m_table);
        shortcut->setContext(Qt::WidgetShortcut);
        connect(shortcut, &QShortcut::activated, m_table, action);
    };
    onTable(Qt::Key_Slash, [this] { m_search->setFocus(Qt::ShortcutFocusReason); });
    onTable(QKeySequence::SelectAll, [this] { m_selection->chooseAll(); });
    onTable(Qt::Key_Escape, [this] { m_selection->clear(); });
    auto *down = new QShortcut(Qt::Key_Down, m_search);
    down->setContext(Qt::WidgetShortcut);
    connect(down, &QShortcut::activated, m_table, [this] {
        m_table->setFocus(Qt::ShortcutFocusReason);
        if (!m_table->currentIndex().isValid()) {
            m_table->setCurrentIndex(m_presenter->model().index(0, 0));
        }
    });
}

void ListPage::showChoice()
{
    const domain::ListChoice &choice = m_selection->choice();
    m_table->showChecked(m_selection->count() == 0 ? Qt::Unchecked
            : choice.all && choice.ids.isEmpty()   ? Qt::Checked
                                                   : Qt::PartiallyChecked);
}

/** As the rows lie, which is not yet as was asked while they are read. */
void ListPage::showOrder()
{
    const domain::ListQuery &shown = m_presenter->reading().query;
    const domain::ListQuery &query = shown.sort.isEmpty() ? m_presenter->query() : shown;
    m_table->showSort(m_presenter->model().columnSortedBy(query.sort),
        query.descending ? Qt::DescendingOrder : Qt::AscendingOrder);
}

void ListPage::clearFilters()
{
    m_search->clear();
    QMap<QString, QString> kept = m_presenter->query().filters;
    for (const FilterSetup &filter : m_setup.filters) {
        if (filter.offText.isEmpty()) {
            kept.remove(filter.name);
        }
    }
    m_presenter->setFilters(kept);
}

void ListPage::setHead(QWidget *head)
{
    m_layout->insertWidget(0, head);
}

void ListPage::setPanel(QWidget *panel)
{
    m_middle->addWidget(panel);
}

void ListPage::refresh()
{
    m_presenter->refresh();
}

void ListPage::setRange(const domain::RangeChoice & /*choice*/)
{
    m_presenter->start();
}

void ListPage::applyChanges(const domain::Areas &areas)
{
    m_presenter->applyChanges(areas);
}

bool ListPage::settled() const
{
    return m_presenter->settled();
}

QString ListPage::failure() const
{
    return m_presenter->state() == ListState::Failed ? m_presenter->error() : QString();
}

void ListPage::open(const QString &what)
{
    const QString name = what.section(u'=', 0, 0);
    const bool filter = what.contains(u'=')
        && std::any_of(m_setup.filters.cbegin(), m_setup.filters.cend(),
            [&](const FilterSetup &one) { return one.name == name; });
    m_search->setText(filter ? QString() : what);
    const QString chosen = what.section(u'=', 1);
    if (filter) {
        m_filters->setWords(name, chosen.section(u' ', 1));
    }
    const QString value = QUrl::fromPercentEncoding(chosen.section(u' ', 0, 0).toUtf8());
    m_presenter->setFilters(filter ? QMap<QString, QString>{ { name, value } } : QMap<QString, QString>());
}

std::optional<domain::ListRow> ListPage::currentRow() const
{
    const int row = m_table->currentIndex().row();
    const int page = row / domain::listPageRows;
    const domain::ListRows rows = row < 0 ? domain::ListRows() : m_presenter->model().page(page);
    const int place = row % domain::listPageRows;
    return row < 0 || place >= rows.size() ? std::nullopt : std::optional(rows.at(place));
}

void ListPage::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme::color(theme::Color::Card, palette()));
}

void ListPage::showState()
{
    const ListState state = m_presenter->state();
    const bool rows = m_presenter->model().rowCount() > 0;
    const bool failed = state == ListState::Failed && !rows;
    const bool empty = state == ListState::Ready && m_presenter->counted() && !rows;
    if (failed || empty) {
        showStateView(failed);
    }
    m_stack->setCurrentIndex(failed || empty ? 1 : 0);
    showOrder();
    m_filters->setFilters(m_presenter->query().filters, m_presenter->values());
    const qint64 arrivals = m_presenter->arrivals();
    m_arrivals->setVisible(m_presenter->moved());
    m_arrivals->setText(
        arrivals > 0 ? tr("%1 new – show").arg(items::number(arrivals)) : tr("List has changed – show"));
}

void ListPage::showStateView(bool failed)
{
    const ListTexts &texts = m_setup.texts;
    const QString text = m_presenter->query().text;
    if (failed) {
        m_stateView->setState(
            { u"circle-alert"_s, widgets::Tone::Danger, texts.notLoaded, m_presenter->error(), tr("Retry") });
    } else if (!text.isEmpty() || m_filters->any()) {
        m_stateView->setState({ u"search-x"_s, widgets::Tone::Neutral, texts.noMatch,
            text.isEmpty() ? tr("Nothing passes these filters.") : texts.notFound.arg(text),
            tr("Clear filters") });
    } else {
        m_stateView->setState({ texts.icon, widgets::Tone::Neutral, texts.none, texts.noneHint, {} });
    }
}

} // namespace billhook::lists
