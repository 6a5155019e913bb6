#pragma once

#include <QVariantAnimation>
#include <QWidget>

namespace billhook::overview {

/** A breath of the accent colour over a card that fades away: this figure has just changed. It has no
 * outline, as that is the focus. Shows nothing when motion is reduced. */
class Pulse final : public QWidget
{
    Q_OBJECT

public:
    explicit Pulse(QWidget *card);

    void play();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QVariantAnimation m_fade;
};

} // namespace billhook::overview
