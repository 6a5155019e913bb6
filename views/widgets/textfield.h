#pragma once

#include <QLineEdit>

#include <cstdint>

namespace billhook::widgets {

enum class FieldState : std::uint8_t
{
    Default,
    Dirty, // not saved yet
    Warning,
    Error
};

// A line of text with what the style draws around it: its state, a unit at its end ("members"), and what it
// was before, struck out, at its beginning. Esc gives back what it was when the focus came.
class TextField final : public QLineEdit
{
    Q_OBJECT

public:
    explicit TextField(QWidget *parent = nullptr);

    void setState(FieldState state);
    FieldState state() const { return m_state; }
    void setUnit(const QString &unit);
    void setFormer(const QString &former); // empty: none
    // Keeps the cursor while the text is the same.
    void showText(const QString &text);

protected:
    void focusInEvent(QFocusEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void applyMargins();

    FieldState m_state{ FieldState::Default };
    QString m_unit;
    QString m_former;
    QString m_restored; // by Esc
};

} // namespace billhook::widgets
