import daily from '../../../samples/sp500-2000.csv?raw'
import monthlyCloses from '../../../samples/stocks.csv?raw'

/** The texts of the bundled files, by name. */
export const sampleFiles = { 'sp500-2000.csv': daily, 'stocks.csv': monthlyCloses }
