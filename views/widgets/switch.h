#pragma once

#include <QCheckBox>

namespace billhook::widgets {

// On or off, at once: a check box drawn as a track of 32 × 18 with its text behind it.
class Switch final : public QCheckBox
{
    Q_OBJECT

public:
    explicit Switch(const QString &text, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    bool hitButton(const QPoint &position) const override;
    void paintEvent(QPaintEvent *event) override;
};

} // namespace billhook::widgets
