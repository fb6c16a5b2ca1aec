"""Models that only the split train may draw. Dimensions are those of real cars of each kind."""

from lotgraph.twin.bodies.model import Body

# A table reads better packed than one number a line.
# fmt: off
MODELS: tuple[Body, ...] = (
    Body(
        name="hatch_compact", split="train", type="car", kind="hatchback", length_m=4.28,
        width_m=1.79, height_m=1.47, wheelbase_m=2.63, overhang_m=0.88, clearance_m=0.17,
        tyre_m=0.315, nose_z=0.74, cowl=(1.18, 0.99), roof=(1.98, 3.72), drop_m=0.07,
        deck=(4.12, 0.99), tail_z=0.93, belt=(0.9, 0.96),
        windows=((1.62, 2.42), (2.52, 3.22), (3.3, 3.66)), lean=0.24, nose_bow=0.32, tail_bow=0.2,
    ),
    Body(
        name="saloon_mid", split="train", type="car", kind="saloon", length_m=4.68, width_m=1.82,
        height_m=1.44, wheelbase_m=2.8, overhang_m=0.87, clearance_m=0.15, tyre_m=0.32,
        nose_z=0.72, cowl=(1.36, 0.98), roof=(2.16, 3.3), drop_m=0.05, deck=(4.02, 1.04),
        tail_z=0.99, belt=(0.9, 0.96), windows=((1.8, 2.58), (2.68, 3.4), (3.46, 3.78)), lean=0.26,
        nose_bow=0.36, tail_bow=0.24,
    ),
    Body(
        name="estate_long", split="train", type="car", kind="estate", length_m=4.77, width_m=1.83,
        height_m=1.48, wheelbase_m=2.79, overhang_m=0.88, clearance_m=0.15, tyre_m=0.32,
        nose_z=0.73, cowl=(1.3, 0.99), roof=(2.1, 4.28), drop_m=0.09, deck=(4.62, 1.0),
        tail_z=0.94, belt=(0.9, 0.96), windows=((1.75, 2.55), (2.65, 3.45), (3.55, 4.22)),
        lean=0.24, nose_bow=0.34, tail_bow=0.2,
    ),
    Body(
        name="suv_compact", split="train", type="car", kind="suv", length_m=4.42, width_m=1.84,
        height_m=1.64, wheelbase_m=2.66, overhang_m=0.9, clearance_m=0.21, tyre_m=0.345,
        nose_z=0.93, cowl=(1.16, 1.14), roof=(1.9, 3.82), drop_m=0.07, deck=(4.26, 1.12),
        tail_z=1.04, belt=(1.04, 1.1), windows=((1.55, 2.4), (2.5, 3.25), (3.35, 3.85)), lean=0.22,
        nose_bow=0.28, tail_bow=0.16,
    ),
    Body(
        name="mpv_seven", split="train", type="car", kind="mpv", length_m=4.6, width_m=1.83,
        height_m=1.65, wheelbase_m=2.78, overhang_m=0.92, clearance_m=0.16, tyre_m=0.32,
        nose_z=0.8, cowl=(1.0, 1.08), roof=(2.02, 4.08), drop_m=0.08, deck=(4.46, 1.05),
        tail_z=0.98, belt=(0.96, 1.02),
        windows=((1.4, 1.72), (1.8, 2.65), (2.75, 3.55), (3.65, 4.12)), lean=0.2, nose_bow=0.34,
        tail_bow=0.16, lamps="tall",
    ),
    Body(
        name="coupe_low", split="train", type="car", kind="coupe", length_m=4.43, width_m=1.84,
        height_m=1.31, wheelbase_m=2.56, overhang_m=0.92, clearance_m=0.13, tyre_m=0.33,
        nose_z=0.66, cowl=(1.48, 0.91), roof=(2.22, 2.86), drop_m=0.03, deck=(3.95, 1.0),
        tail_z=0.97, belt=(0.84, 0.9), windows=((1.95, 2.85), (2.93, 3.35)), lean=0.3,
        nose_bow=0.38, tail_bow=0.26,
    ),
    Body(
        name="pickup_double", split="train", type="pickup", kind="pickup", length_m=5.32,
        width_m=1.87, height_m=1.8, wheelbase_m=3.22, overhang_m=0.95, clearance_m=0.26,
        tyre_m=0.385, nose_z=1.03, cowl=(1.4, 1.24), roof=(2.06, 3.25), drop_m=0.03,
        deck=(3.56, 1.22), tail_z=1.16, belt=(1.12, 1.14), windows=((1.8, 2.42), (2.52, 3.28)),
        lean=0.2, nose_bow=0.28, tail_bow=0.1, load="bed",
    ),
    Body(
        name="van_panel", split="train", type="van", kind="panel van", length_m=5.14, width_m=1.99,
        height_m=1.98, wheelbase_m=3.1, overhang_m=0.97, clearance_m=0.18, tyre_m=0.335,
        nose_z=0.96, cowl=(0.78, 1.24), roof=(1.62, 4.96), drop_m=0.03, deck=(5.08, 1.16),
        tail_z=1.0, belt=(1.08, 1.1), windows=((1.12, 2.05),), lean=0.11, nose_bow=0.28,
        tail_bow=0.1, lamps="tall",
    ),
    Body(
        name="van_high", split="train", type="van", kind="panel van", length_m=5.98, width_m=2.05,
        height_m=2.64, wheelbase_m=3.67, overhang_m=1.0, clearance_m=0.2, tyre_m=0.35, nose_z=1.06,
        cowl=(0.72, 1.36), roof=(1.78, 5.84), drop_m=0.03, deck=(5.92, 1.25), tail_z=1.08,
        belt=(1.18, 1.2), windows=((1.1, 2.1),), lean=0.08, nose_bow=0.28, tail_bow=0.08,
        lamps="tall",
    ),
    Body(
        name="minibus_window", split="train", type="van", kind="minibus", length_m=5.93,
        width_m=2.02, height_m=2.42, wheelbase_m=3.66, overhang_m=1.02, clearance_m=0.18,
        tyre_m=0.35, nose_z=1.0, cowl=(0.74, 1.3), roof=(1.76, 5.76), drop_m=0.03,
        deck=(5.86, 1.22), tail_z=1.04, belt=(1.12, 1.14),
        windows=((1.12, 2.06), (2.18, 3.3), (3.4, 4.5), (4.6, 5.6)), lean=0.09, nose_bow=0.28,
        tail_bow=0.09, lamps="tall",
    ),
    Body(
        name="truck_box", split="train", type="truck", kind="box truck", length_m=6.75,
        width_m=2.2, height_m=3.15, wheelbase_m=3.75, overhang_m=1.12, clearance_m=0.24,
        tyre_m=0.38, nose_z=1.02, cowl=(0.66, 1.36), roof=(1.55, 2.02), drop_m=0.06,
        deck=(2.13, 1.3), tail_z=1.15, belt=(1.18, 1.2), windows=((0.98, 1.9),), lean=0.1,
        nose_bow=0.26, tail_bow=0.04, hull_m=2.22, load="box", lamps="tall",
    ),
    Body(
        name="kei_tall", split="train", type="car", kind="kei car", length_m=3.395, width_m=1.475,
        height_m=1.78, wheelbase_m=2.46, overhang_m=0.5, clearance_m=0.15, tyre_m=0.275,
        nose_z=0.88, cowl=(0.46, 1.06), roof=(1.1, 3.12), drop_m=0.02, deck=(3.33, 1.02),
        tail_z=0.94, belt=(0.96, 1.0), windows=((0.8, 1.66), (1.74, 2.42), (2.5, 3.06)), lean=0.11,
        nose_bow=0.15, tail_bow=0.07, lamps="round",
    ),
    Body(
        name="bus_city", split="train", type="bus", kind="bus", length_m=11.95, width_m=2.55,
        height_m=3.02, wheelbase_m=5.9, overhang_m=2.7, clearance_m=0.3, tyre_m=0.48, nose_z=1.02,
        cowl=(0.14, 1.12), roof=(0.5, 11.76), drop_m=0.03, deck=(11.9, 1.5), tail_z=1.3,
        belt=(1.1, 1.12),
        windows=((0.62, 1.6), (2.0, 3.7), (3.8, 5.1), (5.2, 6.5), (6.6, 7.9), (8.0, 9.4),
                 (9.5, 11.2)),
        lean=0.03, nose_bow=0.24, tail_bow=0.12, lamps="tall",
    ),
    Body(
        name="hatch_mini", split="train", type="car", kind="hatchback", length_m=3.6, width_m=1.63,
        height_m=1.5, wheelbase_m=2.32, overhang_m=0.72, clearance_m=0.15, tyre_m=0.285,
        nose_z=0.78, cowl=(0.86, 1.0), roof=(1.58, 3.12), drop_m=0.06, deck=(3.5, 1.0),
        tail_z=0.94, belt=(0.92, 0.99), windows=((1.22, 2.12), (2.22, 2.85)), lean=0.22,
        nose_bow=0.28, tail_bow=0.14, lamps="round",
    ),
    Body(
        name="suv_sloped", split="train", type="car", kind="suv", length_m=4.69, width_m=1.89,
        height_m=1.61, wheelbase_m=2.86, overhang_m=0.9, clearance_m=0.2, tyre_m=0.36,
        nose_z=0.9, cowl=(1.3, 1.1), roof=(2.14, 3.2), drop_m=0.05, deck=(4.42, 1.2),
        tail_z=1.12, belt=(1.02, 1.1), windows=((1.74, 2.6), (2.7, 3.5), (3.58, 3.95)), lean=0.25,
        nose_bow=0.32, tail_bow=0.2, lamps="bar",
    ),
    Body(
        name="crossover_small", split="train", type="car", kind="suv", length_m=4.12,
        width_m=1.77, height_m=1.56, wheelbase_m=2.56, overhang_m=0.84, clearance_m=0.19,
        tyre_m=0.33, nose_z=0.88, cowl=(1.04, 1.08), roof=(1.82, 3.46), drop_m=0.06,
        deck=(3.98, 1.08), tail_z=1.0, belt=(0.99, 1.06), windows=((1.44, 2.26), (2.36, 3.12)),
        lean=0.21, nose_bow=0.28, tail_bow=0.17,
    ),
    Body(
        name="hatch_tall", split="train", type="car", kind="hatchback", length_m=3.99,
        width_m=1.69, height_m=1.53, wheelbase_m=2.53, overhang_m=0.82, clearance_m=0.14,
        tyre_m=0.295, nose_z=0.76, cowl=(0.82, 1.0), roof=(1.82, 3.4), drop_m=0.06,
        deck=(3.87, 1.01), tail_z=0.95, belt=(0.89, 0.96),
        windows=((1.26, 1.54), (1.62, 2.34), (2.44, 3.16)), lean=0.22, nose_bow=0.3, tail_bow=0.16,
    ),
    Body(
        name="leisure_van", split="train", type="car", kind="mpv", length_m=4.49, width_m=1.86,
        height_m=1.84, wheelbase_m=2.72, overhang_m=0.91, clearance_m=0.16, tyre_m=0.32,
        nose_z=0.9, cowl=(1.02, 1.16), roof=(1.86, 4.3), drop_m=0.04, deck=(4.42, 1.1),
        tail_z=1.0, belt=(1.03, 1.05), windows=((1.42, 2.24), (2.36, 3.24), (3.36, 4.14)),
        lean=0.13, nose_bow=0.28, tail_bow=0.09, lamps="tall",
    ),
    Body(
        name="saloon_exec", split="train", type="car", kind="saloon", length_m=5.06, width_m=1.9,
        height_m=1.48, wheelbase_m=3.02, overhang_m=0.9, clearance_m=0.15, tyre_m=0.345,
        nose_z=0.77, cowl=(1.56, 1.01), roof=(2.4, 3.56), drop_m=0.05, deck=(4.5, 1.08),
        tail_z=1.04, belt=(0.94, 1.0), windows=((2.02, 2.84), (2.94, 3.74), (3.8, 4.16)),
        lean=0.25, nose_bow=0.34, tail_bow=0.22, lamps="bar",
    ),
    Body(
        name="motorbike_naked", split="train", type="two_wheeler", kind="motorbike", length_m=2.08,
        width_m=0.8, height_m=1.1, wheelbase_m=1.41, tyre_m=0.31,
    ),
    Body(
        name="bicycle_city", split="train", type="two_wheeler", kind="bicycle", length_m=1.8,
        width_m=0.6, height_m=1.05, wheelbase_m=1.1, tyre_m=0.34,
    ),
)
# fmt: on
