#include "views/widgets/datatable.h"

#include "views/theme/tokens.h"
#include "views/theme/typescale.h"
#include "views/widgets/celldelegate.h"

#include <QHeaderView>
#include <QKeyEvent>

#include <algorithm>

namespace billhook::widgets {

// Aligns the titles as the cells under them are.
class TableHeader final : public QHeaderView
{
public:
    explicit TableHeader(QWidget *parent)
        : QHeaderView(Qt::Horizontal, parent)
    {
        setSectionsClickable(true);
    }

    void setAlignment(int column, Qt::Alignment alignment) { m_alignments[column] = alignment; }

protected:
    void initStyleOptionForIndex(QStyleOptionHeader *option, int logicalIndex) const override
    {
        QHeaderView::initStyleOptionForIndex(option, logicalIndex);
        const auto found = m_alignments.find(logicalIndex);
        if (found != m_alignments.end()) {
            option->textAlignment = found->second | Qt::AlignVCenter;
        }
    }

private:
    std::map<int, Qt::Alignment> m_alignments;
};

namespace {

Qt::Alignment alignmentOf(CellKind kind)
{
    const bool right = kind == CellKind::Money || kind == CellKind::Number || kind == CellKind::Trend;
    return right ? Qt::AlignRight : Qt::AlignLeft;
}

} // namespace

DataTable::DataTable(QWidget *parent)
    : QTableView(parent)
    , m_delegate(new CellDelegate(this))
    , m_header(new TableHeader(this))
{
    setItemDelegate(m_delegate);
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setWordWrap(false);
    setMouseTracking(true);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setTabKeyNavigation(false);
    setCornerButtonEnabled(false);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(theme::metric::row);
    setHorizontalHeader(m_header);
    QHeaderView *header = m_header;
    header->setFixedHeight(theme::metric::tableHeader);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setFont(theme::font(theme::Type::Secondary, QFont::Medium));
    header->setHighlightSections(false);
    header->setSectionResizeMode(QHeaderView::Fixed);
    header->setMinimumSectionSize(24);
    connect(this, &QTableView::doubleClicked, this,
        [this](const QModelIndex &index) { Q_EMIT rowActivated(index.row()); });
}

void DataTable::setModel(QAbstractItemModel *model)
{
    QTableView::setModel(model);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
}

void DataTable::setColumn(int column, int width, const ColumnLook &look)
{
    m_delegate->setColumn(column, look);
    m_header->setAlignment(column, alignmentOf(look.kind));
    setColumnWidth(column, width);
}

void DataTable::setStretchColumn(int column)
{
    horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch);
}

void DataTable::keyboardSearch(const QString &text)
{
    if (!text.trimmed().isEmpty()) {
        Q_EMIT typed(text);
    }
}

void DataTable::keyPressEvent(QKeyEvent *event)
{
    const bool home = event->key() == Qt::Key_Home;
    if ((home || event->key() == Qt::Key_End) && event->modifiers() == Qt::NoModifier && model() != nullptr
        && model()->rowCount() > 0) {
        const int column = std::max(0, currentIndex().column());
        setCurrentIndex(model()->index(home ? 0 : model()->rowCount() - 1, column));
        return;
    }
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid()) {
        Q_EMIT rowActivated(currentIndex().row());
        return;
    }
    QTableView::keyPressEvent(event);
}

} // namespace billhook::widgets
