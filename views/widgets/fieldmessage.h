#pragma once

#include "views/widgets/looks.h"

#include <QWidget>

namespace billhook::widgets {

class TextLabel;

// What is to be said about a field, under it: an icon and a sentence. Hidden while there is nothing.
class FieldMessage final : public QWidget
{
    Q_OBJECT

public:
    explicit FieldMessage(QWidget *parent = nullptr);

    // Neutral: a hint; Warn and Danger with their icons.
    void setMessage(const QString &text, Tone tone);
    QString text() const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    TextLabel *m_text{};
    Tone m_tone{ Tone::Neutral };
};

} // namespace billhook::widgets
