#include "views/organizations/organizationspage.h"

#include "models/items/moneyformat.h"
#include "services/billing/shownmovements.h"
#include "views/organizations/organizationfilters.h"
#include "views/theme/icons.h"
#include "views/theme/tokens.h"
#include "views/theme/typescale.h"
#include "views/widgets/celldelegate.h"
#include "views/widgets/datatable.h"
#include "views/widgets/stateview.h"
#include "views/widgets/textlabel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QLocale>
#include <QPainter>
#include <QPushButton>
#include <QShortcut>
#include <QSignalBlocker>
#include <QStackedLayout>
#include <QStringList>
#include <QVBoxLayout>

#include <utility>

namespace billhook::organizations {

using namespace Qt::StringLiterals;
using items::OrganizationTableModel;
using widgets::CellKind;
using widgets::ColumnLook;

namespace {

constexpr int toolbarHeight = 44;
constexpr int filterWidth = 280;

QString counted(qint64 number)
{
    return QLocale(QLocale::English, QLocale::UnitedStates).toString(number);
}

QString monthlyText(const billing::CurrencyAmount &amount)
{
    const auto currency = domain::Currency::fromCode(amount.currency.toStdString());
    return currency ? items::MoneyFormat().exact({ billing::monthly(amount.amount), *currency }) : QString();
}

QStringList sumsOf(const billing::ConvertedSum &sum)
{
    QStringList sums;
    for (const billing::CurrencyAmount &part : sum.parts) {
        if (part.amount != 0) {
            sums.append(monthlyText(part));
        }
    }
    return sums;
}

} // namespace

OrganizationsPage::OrganizationsPage(const OrganizationsSource &source, QWidget *parent)
    : Page(parent)
    , m_presenter(new OrganizationsPresenter(source, this))
    , m_selection(new OrganizationSelection(source, *m_presenter))
    , m_filters(new OrganizationFilters)
    , m_stack(new QStackedLayout)
    , m_stateView(new widgets::StateView)
{
    setObjectName(u"organizations"_s);
    createTable();
    connect(m_stateView, &widgets::StateView::actionTriggered, this, [this] {
        if (m_presenter->state() == ListState::Failed) {
            m_presenter->refresh();
        } else {
            clearFilters();
        }
    });
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_stateView);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(createToolbar());
    layout->addLayout(m_stack, 1);
    layout->addWidget(createFooter());
    createKeys();
    connect(m_presenter, &OrganizationsPresenter::stateChanged, this, &OrganizationsPage::showState);
    connect(m_selection, &OrganizationSelection::changed, this, &OrganizationsPage::showFooter);
    showState();
}

QWidget *OrganizationsPage::createToolbar()
{
    auto *bar = new QWidget;
    bar->setFixedHeight(toolbarHeight);
    m_filter = new QLineEdit;
    m_filter->setObjectName(u"organizations_filter"_s);
    m_filter->setPlaceholderText(tr("Name, id or Stripe customer"));
    m_filter->setAccessibleName(tr("Filter organizations"));
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(theme::icon(u"list-filter"_s), QLineEdit::LeadingPosition);
    m_filter->setFixedSize(filterWidth, theme::metric::controlSmall);
    connect(m_filter, &QLineEdit::textChanged, m_presenter, &OrganizationsPresenter::setText);
    connect(m_filters, &OrganizationFilters::changed, m_presenter, &OrganizationsPresenter::setFilter);
    m_arrivals = new QPushButton;
    m_arrivals->setObjectName(u"organizations_arrivals"_s);
    m_arrivals->setIcon(theme::icon(u"arrow-up"_s, theme::Color::Accent));
    m_arrivals->setProperty("kind", u"ghost"_s);
    m_arrivals->hide();
    connect(m_arrivals, &QPushButton::clicked, m_presenter, &OrganizationsPresenter::showMoved);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(theme::metric::space4, 0, theme::metric::space4, 0);
    layout->setSpacing(theme::metric::space2);
    layout->addWidget(m_filter);
    layout->addWidget(m_filters);
    layout->addStretch(1);
    layout->addWidget(m_arrivals);
    return bar;
}

void OrganizationsPage::createTable()
{
    using Column = OrganizationTableModel::Column;
    m_table = new widgets::DataTable;
    m_table->setObjectName(u"organizations_table"_s);
    m_table->setAccessibleName(tr("Organizations"));
    m_table->setModel(&m_presenter->model());
    m_table->setSelectionMode(QAbstractItemView::NoSelection); // rows are chosen by their boxes
    createColumns();
    QHeaderView *header = m_table->horizontalHeader();
    m_sortColumn = static_cast<int>(Column::Mrr);
    header->setSortIndicator(m_sortColumn, m_sortOrder);
    header->setSortIndicatorShown(true);
    connect(header, &QHeaderView::sortIndicatorChanged, this, &OrganizationsPage::sortBy);
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex &index) {
        if (index.column() == static_cast<int>(Column::Check)) {
            m_selection->toggle(index.row());
        }
    });
    connect(m_table, &widgets::DataTable::typed, this, [this](const QString &text) {
        m_filter->setFocus(Qt::OtherFocusReason);
        m_filter->insert(text);
    });
}

void OrganizationsPage::createColumns()
{
    using Column = OrganizationTableModel::Column;
    const auto set = [this](Column column, int width, const ColumnLook &look) {
        m_table->setColumn(static_cast<int>(column), width, look);
    };
    set(Column::Check, 44, { CellKind::Check, -1, -1, -1, -1, -1 });
    ColumnLook name;
    name.kind = CellKind::Name;
    name.keyRole = OrganizationTableModel::IdRole;
    set(Column::Name, 260, name);
    ColumnLook status;
    status.kind = CellKind::Badge;
    status.toneRole = OrganizationTableModel::ToneRole;
    status.iconRole = OrganizationTableModel::IconRole;
    set(Column::Status, 124, status);
    set(Column::Plan, 144, { CellKind::Text, -1, -1, -1, -1, -1 });
    set(Column::Mrr, 124, { CellKind::Money, -1, -1, -1, -1, -1 });
    set(Column::BilledIn, 124, { CellKind::Number, -1, -1, -1, -1, -1 });
    set(Column::Members, 88, { CellKind::Number, -1, -1, -1, -1, -1 });
    set(Column::NextRenewal, 124, { CellKind::Date, -1, -1, -1, -1, -1 });
    m_table->setStretchColumn(static_cast<int>(Column::Name));
}

void OrganizationsPage::createKeys()
{
    const auto onTable = [this](const QKeySequence &keys, auto action) {
        auto *shortcut = new QShortcut(keys, m_table);
        shortcut->setContext(Qt::WidgetShortcut);
        connect(shortcut, &QShortcut::activated, m_table, action);
    };
    onTable(Qt::Key_Slash, [this] { m_filter->setFocus(Qt::ShortcutFocusReason); });
    onTable(Qt::Key_Space, [this] { m_selection->toggle(m_table->currentIndex().row()); });
    onTable(QKeySequence::SelectAll, [this] { m_selection->chooseAll(); });
    onTable(Qt::Key_Escape, [this] { m_selection->clear(); });
    auto *down = new QShortcut(Qt::Key_Down, m_filter);
    down->setContext(Qt::WidgetShortcut);
    connect(down, &QShortcut::activated, m_table, [this] {
        m_table->setFocus(Qt::ShortcutFocusReason);
        if (!m_table->currentIndex().isValid()) {
            m_table->setCurrentIndex(m_presenter->model().index(0, 0));
        }
    });
}

/** A click on the head of the boxes chooses all or none and leaves the order as it is. */
void OrganizationsPage::sortBy(int column, Qt::SortOrder order)
{
    QHeaderView *header = m_table->horizontalHeader();
    if (column != static_cast<int>(OrganizationTableModel::Column::Check)) {
        m_sortColumn = column;
        m_sortOrder = order;
        m_presenter->model().sort(column, order);
        m_table->scrollToTop();
        return;
    }
    const QSignalBlocker quiet(header);
    header->setSortIndicator(m_sortColumn, m_sortOrder);
    if (m_selection->count() == 0) {
        m_selection->chooseAll();
    } else {
        m_selection->clear();
    }
}

void OrganizationsPage::clearFilters()
{
    m_filter->clear();
    m_filters->clear();
}

QWidget *OrganizationsPage::createFooter()
{
    auto *bar = new QWidget;
    bar->setFixedHeight(theme::metric::footer);
    m_count = new widgets::TextLabel(theme::Type::Body, theme::Color::Text);
    m_count->setObjectName(u"organizations_count"_s);
    m_count->setTextFormat(Qt::RichText);
    m_hidden = new widgets::TextLabel(theme::Type::Secondary, theme::Color::Muted);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(theme::metric::space4, 0, theme::metric::space4, 0);
    layout->addWidget(m_count, 1);
    layout->addWidget(m_hidden);
    return bar;
}

void OrganizationsPage::refresh()
{
    m_presenter->refresh();
}

void OrganizationsPage::applyChanges(const QSet<QString> &areas)
{
    m_presenter->applyChanges(areas);
}

void OrganizationsPage::setRange(const widgets::RangeChoice & /*choice*/)
{
    m_presenter->start();
}

void OrganizationsPage::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme::color(theme::Color::Card, palette()));
    const QRect footer(0, height() - theme::metric::footer, width(), theme::metric::footer);
    painter.fillRect(footer, theme::color(theme::Color::HeaderRow, palette()));
    painter.fillRect(
        footer.left(), footer.top(), footer.width(), 1, theme::color(theme::Color::CardBorder, palette()));
}

void OrganizationsPage::showState()
{
    const ListState state = m_presenter->state();
    const bool rows = m_presenter->model().rowCount() > 0;
    const bool failed = state == ListState::Failed && !rows;
    const bool empty = state == ListState::Ready && m_presenter->counted() && !rows;
    if (failed || empty) {
        showStateView(failed);
    }
    m_stack->setCurrentIndex(failed || empty ? 1 : 0);
    m_filters->setValues(m_presenter->basis());
    const qint64 arrivals = m_presenter->arrivals();
    m_arrivals->setVisible(m_presenter->moved());
    m_arrivals->setText(
        arrivals > 0 ? tr("%1 new – show").arg(counted(arrivals)) : tr("List has changed – show"));
    showFooter();
}

void OrganizationsPage::showStateView(bool failed)
{
    const QString text = m_presenter->query().text;
    if (failed) {
        m_stateView->setState({ u"circle-alert"_s, widgets::Tone::Danger,
            tr("Organizations could not be loaded"), m_presenter->error(), tr("Retry") });
    } else if (!text.isEmpty() || m_filters->any()) {
        m_stateView->setState({ u"search-x"_s, widgets::Tone::Neutral, tr("No organization matches"),
            text.isEmpty() ? tr("No organization passes these filters.")
                           : tr("Nothing is named or numbered “%1”.").arg(text),
            tr("Clear filters") });
    } else {
        m_stateView->setState({ u"building-2"_s, widgets::Tone::Neutral, tr("No organizations yet"),
            tr("Bring in your own with billhookd directory import FILE."), {} });
    }
}

void OrganizationsPage::showFooter()
{
    const billing::OrganizationOutline &outline = m_presenter->outline();
    if (m_presenter->state() == ListState::Failed && m_presenter->model().rowCount() > 0) {
        m_count->setText(tr("<b>Not up to date.</b> %1").arg(m_presenter->error().toHtmlEscaped()));
        m_hidden->clear();
        return;
    }
    if (!m_presenter->counted()) {
        m_count->setText(tr("Counting …"));
        m_hidden->clear();
        return;
    }
    QString text = outline.sum.count == 1 ? tr("<b>1 organization</b>")
                                          : tr("<b>%1 organizations</b>").arg(counted(outline.sum.count));
    const QStringList sums = sumsOf(outline.sum);
    if (m_selection->count() > 0) {
        text += selectionText();
    } else if (!sums.isEmpty()) {
        text += tr(" · MRR %1").arg(sums.join(u" · "_s));
    }
    m_count->setText(text);
    m_hidden->setText(outline.archivedHidden == 0
            ? QString()
            : tr("%1 archived hidden").arg(counted(outline.archivedHidden)));
}

QString OrganizationsPage::selectionText() const
{
    QString text = tr(" · %1 selected").arg(counted(m_selection->count()));
    if (!m_selection->summed()) {
        return text + tr(" · adding up …");
    }
    const QStringList sums = sumsOf(m_selection->sum());
    return text + tr(" · MRR of selection <b>%1</b>").arg(sums.isEmpty() ? u"0"_s : sums.join(u" · "_s));
}

} // namespace billhook::organizations
