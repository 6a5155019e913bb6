#include "views/plans/planlist.h"

#include "views/plans/plantexts.h"
#include "views/theme/painters.h"
#include "views/theme/typescale.h"

#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>

namespace billhook::plans {

using namespace Qt::StringLiterals;
using theme::Color;
using theme::Type;
using theme::paint::elidedLine;
using theme::paint::wholeLine;

namespace {

constexpr int rowHeight = 56;
constexpr int side = 16;

enum Role
{
    IdRole = Qt::UserRole,
    ValueRole,
    DetailRole,
    CountRole,
    DirtyRole
};

class RowDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem & /*option*/, const QModelIndex & /*index*/) const override
    {
        return { 200, rowHeight };
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QPalette &palette = option.palette;
        const QRect box = option.rect;
        const bool current = option.state.testFlag(QStyle::State_Selected);
        if (current || option.state.testFlag(QStyle::State_MouseOver)) {
            painter->fillRect(box, theme::color(current ? Color::Selected : Color::Hover, palette));
        }
        painter->fillRect(box.left(), box.bottom(), box.width(), 1, theme::color(Color::Hairline, palette));
        if (current) {
            painter->fillRect(box.left(), box.top(), 3, box.height(), theme::color(Color::Accent, palette));
        }
        const QRectF first(box.left() + side, box.top() + 9, box.width() - 2 * side, 18);
        const QRectF second = first.translated(0, 19);
        paintLine(*painter, first, index, palette);
        const QFont small = theme::font(Type::Secondary);
        const QColor muted = theme::color(Color::Muted, palette);
        const qreal count = wholeLine(*painter, second, index.data(CountRole).toString(), small, muted);
        elidedLine(
            *painter, second.adjusted(0, 0, -count - 8, 0), index.data(DetailRole).toString(), small, muted);
    }

private:
    static void paintLine(
        QPainter &painter, const QRectF &line, const QModelIndex &index, const QPalette &palette)
    {
        const QFont bold = theme::font(Type::Body, QFont::DemiBold);
        const QColor ink = theme::color(Color::Text, palette);
        const qreal value = wholeLine(painter, line, index.data(ValueRole).toString(), bold, ink);
        const qreal name = elidedLine(
            painter, line.adjusted(0, 0, -value - 20, 0), index.data(Qt::DisplayRole).toString(), bold, ink);
        if (index.data(DirtyRole).toBool()) {
            theme::paint::roundedBox(painter, QRectF(line.left() + name + 7, line.center().y() - 3, 6, 6), 3,
                theme::color(Color::Accent, palette), Qt::transparent);
        }
    }
};

QStandardItem *itemOf(const billing::SoldPlan &sold)
{
    const auto &terms = sold.plan.terms;
    auto *item = new QStandardItem(QString::fromStdString(terms.name));
    const QString price = priceText(terms);
    item->setEditable(false);
    item->setData(QString::fromStdString(sold.plan.id), IdRole);
    item->setData(mrrText(sold), ValueRole);
    item->setData(terms.isActive ? price : PlanList::tr("%1 · archived").arg(price), DetailRole);
    item->setData(PlanList::tr("%1 subs").arg(sold.figures.subscribers), CountRole);
    item->setData(PlanList::tr("%1, %2, MRR %3, %4%5")
                      .arg(item->text(), price, mrrText(sold), subscriptionsText(sold.figures.subscribers),
                          terms.isActive ? QString() : PlanList::tr(", archived")),
        Qt::AccessibleTextRole);
    return item;
}

} // namespace

PlanList::PlanList(QWidget *parent)
    : QListView(parent)
    , m_model(new QStandardItemModel(this))
{
    setObjectName(u"plans_list"_s);
    setAccessibleName(tr("Plans"));
    setModel(m_model);
    setItemDelegate(new RowDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollMode(ScrollPerPixel);
    setMouseTracking(true);
}

void PlanList::setPlans(const std::vector<billing::SoldPlan> &plans)
{
    const QString current = currentIndex().data(IdRole).toString();
    m_telling = false;
    m_model->clear();
    for (const billing::SoldPlan &sold : plans) {
        m_model->appendRow(itemOf(sold));
    }
    m_telling = true;
    setCurrent(current);
}

void PlanList::setCurrent(const QString &id)
{
    m_telling = false;
    QModelIndex found;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (m_model->index(row, 0).data(IdRole).toString() == id) {
            found = m_model->index(row, 0);
        }
    }
    setCurrentIndex(found);
    m_telling = true;
}

void PlanList::setDirty(const QString &id)
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        QStandardItem *item = m_model->item(row);
        const bool dirty = !id.isEmpty() && item->data(IdRole).toString() == id;
        if (item->data(DirtyRole).toBool() != dirty) {
            item->setData(dirty, DirtyRole);
        }
    }
}

void PlanList::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QListView::currentChanged(current, previous);
    if (m_telling && current.isValid()) {
        Q_EMIT planChosen(current.data(IdRole).toString());
    }
}

} // namespace billhook::plans
