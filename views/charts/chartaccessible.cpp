#include "views/charts/chartaccessible.h"

#include "views/charts/linecanvas.h"
#include "views/charts/movementbars.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QPointer>

#include <map>

namespace billhook::charts {

namespace {

// One point of a line: what its tip says.
class PointAccessible final : public QAccessibleInterface
{
public:
    PointAccessible(LineCanvas &canvas, int index)
        : m_canvas(&canvas)
        , m_index(index)
    { }

    bool isValid() const override
    {
        return m_canvas != nullptr && m_index < static_cast<int>(m_canvas->data().current.size());
    }
    QObject *object() const override { return nullptr; }
    QAccessibleInterface *parent() const override
    {
        return QAccessible::queryAccessibleInterface(m_canvas.data());
    }
    QAccessibleInterface *child(int /*index*/) const override { return nullptr; }
    QAccessibleInterface *childAt(int /*x*/, int /*y*/) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface * /*child*/) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::Graphic; }
    void setText(QAccessible::Text /*kind*/, const QString & /*text*/) override { }

    QString text(QAccessible::Text kind) const override
    {
        const bool spoken = kind == QAccessible::Name && isValid() && m_canvas->data().describe;
        return spoken ? m_canvas->data().describe(static_cast<std::size_t>(m_index)).spoken : QString();
    }

    QRect rect() const override
    {
        constexpr int side = 8;
        if (!isValid()) {
            return {};
        }
        const QPoint middle = m_canvas->viewport()->mapToGlobal(m_canvas->pointAt(m_index).toPoint());
        return { middle.x() - side / 2, middle.y() - side / 2, side, side };
    }

    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.invisible = !isValid() || !m_canvas->isVisible();
        state.focusable = true;
        state.focused = isValid() && m_canvas->hasFocus() && m_canvas->cursor() == m_index;
        return state;
    }

private:
    QPointer<LineCanvas> m_canvas;
    int m_index;
};

class LineAccessible final : public QAccessibleWidget
{
public:
    explicit LineAccessible(LineCanvas &canvas)
        : QAccessibleWidget(&canvas, QAccessible::Chart)
        , m_canvas(canvas)
    { }
    LineAccessible(const LineAccessible &) = delete;
    LineAccessible &operator=(const LineAccessible &) = delete;
    ~LineAccessible() override
    {
        for (const auto &[index, id] : m_points) {
            QAccessible::deleteAccessibleInterface(id);
        }
    }

    int childCount() const override { return static_cast<int>(m_canvas.data().current.size()); }

    QAccessibleInterface *child(int index) const override
    {
        if (index < 0 || index >= childCount()) {
            return nullptr;
        }
        const auto known = m_points.find(index);
        if (known != m_points.end()) {
            return QAccessible::accessibleInterface(known->second);
        }
        auto *point = new PointAccessible(m_canvas, index); // the register owns it
        m_points.emplace(index, QAccessible::registerAccessibleInterface(point));
        return point;
    }

    int indexOfChild(const QAccessibleInterface *child) const override
    {
        for (const auto &[index, id] : m_points) {
            if (QAccessible::accessibleInterface(id) == child) {
                return index;
            }
        }
        return -1;
    }

    QAccessibleInterface *childAt(int /*x*/, int /*y*/) const override { return nullptr; }
    QAccessibleInterface *focusChild() const override
    {
        return m_canvas.hasFocus() ? child(m_canvas.cursor()) : nullptr;
    }

private:
    LineCanvas &m_canvas;
    mutable std::map<int, QAccessible::Id> m_points; // those that were asked for
};

QAccessibleInterface *makeAccessible(const QString & /*className*/, QObject *object)
{
    if (auto *line = qobject_cast<LineCanvas *>(object)) {
        return new LineAccessible(*line);
    }
    if (auto *bars = qobject_cast<MovementBars *>(object)) {
        return new QAccessibleWidget(bars, QAccessible::Chart);
    }
    return nullptr;
}

} // namespace

void installChartAccessibles()
{
    static const bool installed = [] {
        QAccessible::installFactory(makeAccessible);
        return true;
    }();
    static_cast<void>(installed);
}

} // namespace billhook::charts
