#pragma once

#include <QPushButton>

namespace billhook::lists {

/**
 * What a list is filtered by: the title alone, or with the value in an accent frame and a × that takes it
 * away. Delete does the same.
 */
class FilterButton final : public QPushButton
{
    Q_OBJECT

public:
    explicit FilterButton(const QString &title, QWidget *parent = nullptr);

    void setValue(const QString &value, bool clearable); ///< in words; empty: not set

    QSize sizeHint() const override;

Q_SIGNALS:
    void cleared();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QString m_title;
    QString m_value;
    bool m_clearable = false;
};

} // namespace billhook::lists
