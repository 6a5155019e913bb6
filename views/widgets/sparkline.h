#pragma once

#include <QWidget>

#include <cstdint>
#include <span>
#include <vector>

namespace billhook::widgets {

// A line without axes: 1.5 px, its last point marked. Decoration; the numbers stand beside it as text.
class Sparkline final : public QWidget
{
    Q_OBJECT

public:
    explicit Sparkline(QWidget *parent = nullptr);

    void setValues(std::vector<std::int64_t> values);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::vector<std::int64_t> m_values;
};

void paintSparkline(
    QPainter &painter, const QRectF &rectangle, std::span<const std::int64_t> values, const QColor &color);

} // namespace billhook::widgets
