#include "views/charts/chartwidget.h"

#include "views/charts/linecanvas.h"
#include "views/charts/pointmodel.h"
#include "views/theme/icons.h"
#include "views/widgets/celldelegate.h"
#include "views/widgets/datatable.h"
#include "views/widgets/textlabel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPainter>
#include <QStackedLayout>

#include <utility>

namespace billhook::charts {

using namespace Qt::StringLiterals;

// A short stroke, as the line itself is drawn.
class LegendStroke final : public QWidget
{
public:
    LegendStroke(bool dashed, QWidget *parent)
        : QWidget(parent)
        , m_dashed(dashed)
    {
        setFixedSize(16, 16);
    }

protected:
    void paintEvent(QPaintEvent * /*event*/) override
    {
        QPainter painter(this);
        QPen pen(theme::color(m_dashed ? theme::Color::ChartCompare : theme::Color::Accent, palette()), 2,
            m_dashed ? Qt::CustomDashLine : Qt::SolidLine, Qt::FlatCap);
        if (m_dashed) {
            pen.setDashPattern({ 2, 1.5 });
        }
        painter.setPen(pen);
        painter.drawLine(0, height() / 2, width(), height() / 2);
    }

private:
    bool m_dashed{ false };
};

ChartWidget::ChartWidget(QWidget *parent)
    : QWidget(parent)
    , m_canvas(new LineCanvas(this))
    , m_table(new widgets::DataTable(this))
    , m_points(new PointModel(this))
    , m_stack(new QStackedLayout(this))
    , m_tableAction(new QAction(theme::icon(u"table"_s), tr("View as table"), this))
{
    m_table->setModel(m_points);
    const widgets::ColumnLook strong{ widgets::CellKind::Strong };
    const widgets::ColumnLook number{ widgets::CellKind::Number };
    m_table->setColumn(0, 160, strong);
    for (const int column : { 1, 2, 3 }) {
        m_table->setColumn(column, 160, number);
        m_table->horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch);
    }
    m_table->verticalHeader()->setDefaultSectionSize(theme::metric::rowCompact);
    m_stack->addWidget(m_canvas);
    m_stack->addWidget(m_table);
    m_tableAction->setCheckable(true);
    m_tableAction->setShortcut(Qt::Key_T);
    m_tableAction->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    m_tableAction->setToolTip(tr("View as table (T)"));
    addAction(m_tableAction);
    setMinimumHeight(120);
    setFocusProxy(m_canvas);
    connect(m_tableAction, &QAction::toggled, this, &ChartWidget::showTable);
    connect(m_canvas, &LineCanvas::cursorChanged, this, &ChartWidget::cursorChanged);
}

ChartWidget::~ChartWidget()
{
    m_canvas->disconnect(this); // losing the focus at its end moves its cursor
}

void ChartWidget::setData(LineChartData data)
{
    m_table->setAccessibleName(data.name);
    m_canvas->setData(std::move(data));
    m_points->setData(&m_canvas->data());
}

const LineChartData &ChartWidget::data() const
{
    return m_canvas->data();
}

int ChartWidget::cursor() const
{
    return m_canvas->cursor();
}

void ChartWidget::setCursor(int index)
{
    m_canvas->setCursorIndex(index);
}

void ChartWidget::showTable(bool table)
{
    if (table) {
        m_stack->setCurrentWidget(m_table);
        setFocusProxy(m_table);
    } else {
        m_stack->setCurrentWidget(m_canvas);
        setFocusProxy(m_canvas);
    }
}

ChartLegend::ChartLegend(bool dashed, QWidget *parent)
    : QWidget(parent)
    , m_label(new widgets::TextLabel(theme::Type::Secondary, theme::Color::Muted))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(dashed ? theme::metric::space2 + theme::metric::space4 : 0, 0, 0, 0);
    layout->setSpacing(6);
    m_label->setObjectName(u"text"_s);
    layout->addWidget(new LegendStroke(dashed, this));
    layout->addWidget(m_label);
    hide();
}

void ChartLegend::setText(const QString &text)
{
    m_label->setText(text);
    setVisible(!text.isEmpty());
}

} // namespace billhook::charts
