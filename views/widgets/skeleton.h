#pragma once

#include <QWidget>

#include <cstdint>

namespace billhook::widgets {

// Grey blocks in the place of content that is being loaded. All skeletons move on one timer, which runs only
// while one is visible, and stand still when motion is reduced.
class Skeleton final : public QWidget
{
    Q_OBJECT

public:
    enum class Shape : std::uint8_t
    {
        Metric,
        Chart,
        Rows
    };

    explicit Skeleton(Shape shape, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    Shape m_shape{};
};

} // namespace billhook::widgets
