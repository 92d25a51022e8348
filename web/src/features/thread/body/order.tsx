import { ShoppingBag } from 'lucide-react'

import { locale, t } from '../../../i18n.ts'
import { keyed, list, type Open, text } from '../content.ts'
import { type BodyProps, Words } from './words.tsx'

import css from './body.module.css'

/** What a contact ordered, line by line. */
export function Order({ message }: BodyProps) {
  const items = list(message.content, 'items')
  return (
    <>
      <span className={css.referenceTitle}>
        <ShoppingBag size={14} aria-hidden /> {t('order.title', { count: items.length })}
      </span>
      <table className={css.order}>
        <tbody>
          {keyed(items).map(({ key, entry: item }) => (
            <tr key={key}>
              <th scope="row" dir="auto">
                {text(item, 'name', 'title', 'product_retailer_id', 'productId', 'id')}
              </th>
              <td>{text(item, 'quantity') ?? '1'} ×</td>
              <td>{priceOf(item)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Words message={message} />
    </>
  )
}

function priceOf(item: Open): string {
  const price = Number(text(item, 'item_price', 'price', 'itemPrice') ?? Number.NaN)
  const currency = text(item, 'currency')
  if (Number.isNaN(price)) return ''
  const options = currency ? { style: 'currency' as const, currency } : {}
  return new Intl.NumberFormat(locale(), options).format(price)
}
