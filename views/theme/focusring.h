#pragma once

#include <QObject>
#include <QPointer>

class QFocusFrame;
class QWidget;

namespace billhook::theme {

// Puts a ring around the followed widgets while the keyboard moved the focus there; the mouse takes it away.
class FocusRing final : public QObject
{
    Q_OBJECT

public:
    explicit FocusRing(QObject *parent = nullptr);

    void follow(QWidget *widget);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showAround(QWidget *widget);
    void hide();

    QPointer<QFocusFrame> m_frame;
};

} // namespace billhook::theme
