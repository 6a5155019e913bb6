#pragma once

#include <QVariantAnimation>
#include <QWidget>

namespace billhook::overview {

/** An accent line around a card that fades away: this figure has just changed. Shows nothing when motion is
 * reduced. */
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
