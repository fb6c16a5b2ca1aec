"""Meet: what the rays of a camera meet, filled into rows as `stage.columns` lays them out."""
